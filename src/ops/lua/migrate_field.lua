-- Swaps old names inside the hashes of jobs that were released long ago: only what stands as it was read.
-- KEYS     by their numbers in ARGV
-- ARGV     n; per job: its hash, dependency_ids and dependency_id, each as read and as wanted
-- RETURNS  per job: residue changed wrong_type
local function swap()
  local hash, swaps = key(), {{'dependency_ids', text(), text()}, {'dependency_id', text(), text()}}
  if not fits(hash, 'hash') then return 'wrong_type' end
  for _, s in ipairs(swaps) do
    if (redis.call('HGET', hash, s[1]) or '') ~= s[2] then return 'changed' end
  end
  for _, s in ipairs(swaps) do
    if s[2] ~= s[3] then redis.call('HSET', hash, s[1], s[3]) end
  end
  return 'residue'
end

return each(number(), swap)
