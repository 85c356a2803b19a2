-- One side of a kinship that is too large for one step: the new name is added beside the old one, or the old one
-- dropped where the new one stands. A name without a job is ignored by RQ.
-- KEYS     by their numbers in ARGV
-- ARGV     add or drop, n; per set: the set, old and new name, a hash (or 0); with a hash dependency_ids and
--          dependency_id, each as read and as wanted, which are swapped with the drop
-- RETURNS  per set: done gone wrong_type
local act = text()
local function kin()
  local set, old, new, hash = key(), text(), text(), key()
  local swaps = {}
  if hash then swaps = {{'dependency_ids', text(), text()}, {'dependency_id', text(), text()}} end
  if not fits(set, 'set') or (hash and not fits(hash, 'hash')) then return 'wrong_type' end
  if act == 'add' then
    if redis.call('SISMEMBER', set, old) == 0 then return 'gone' end
    redis.call('SADD', set, new)
    return 'done'
  end
  if redis.call('SISMEMBER', set, new) == 1 then redis.call('SREM', set, old) end
  for _, s in ipairs(swaps) do
    if s[2] ~= s[3] and redis.call('HGET', hash, s[1]) == s[2] then redis.call('HSET', hash, s[1], s[3]) end
  end
  return 'done'
end

return each(number(), kin)
