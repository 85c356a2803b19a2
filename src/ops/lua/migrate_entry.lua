-- Rewrites old names where they stand and no job has them any more: residue, whose job has its new name already, and
-- orphans, which have no job at all.
-- KEYS     by their numbers in ARGV
-- ARGV     n; per name: kind of the place (zset set hash), the place, entry old and new, the old hash,
--          and five keys of the new ID: hash, dependents, dependencies, results, executions
-- RETURNS  per name: residue orphan gone changed conflict wrong_type
local function rewrite()
  local kind, place, old, new, hash = text(), key(), text(), text(), key()
  local new_hash, own = key(), {}
  for i = 1, 4 do own[i] = key() end
  if not (fits(place, kind) and fits(hash, 'hash')) then return 'wrong_type' end
  if redis.call('EXISTS', hash) == 1 then return 'changed' end
  local known = redis.call('EXISTS', new_hash) == 1
  if not known and owns(own) then return 'conflict' end
  if kind == 'zset' then
    local score = redis.call('ZSCORE', place, old)
    if not score then return 'gone' end
    redis.call('ZREM', place, old)
    if not redis.call('ZSCORE', place, new) then redis.call('ZADD', place, score, new) end
  elseif kind == 'set' then
    if not swap_member(place, old, new) then return 'gone' end
  elseif not swap_field(place, old, new) then
    return 'gone'
  end
  return known and 'residue' or 'orphan'
end

return each(number(), rewrite)
