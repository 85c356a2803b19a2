-- Rewrites old names where they stand and no job has them any more: residue, whose job has its new name already, and
-- orphans, which have no job at all.
-- KEYS     by their numbers in ARGV
-- ARGV     n; per name: kind of the place (zset set hash), the place, entry old and new, the old hash,
--          and the six keys of the new ID: hash, dependents, dependencies, results, executions, first_seen
-- RETURNS  per name: residue orphan gone changed conflict wrong_type
local function rewrite()
  local kind, place, old, new, hash = text(), key(), text(), text(), key()
  local to = {}
  for i = 1, 6 do to[i] = key() end
  if not (fits(place, kind) and fits(hash, 'hash')) then return 'wrong_type' end
  if redis.call('EXISTS', hash) == 1 then return 'changed' end
  local there = redis.call('EXISTS', to[1]) == 1
  if not there and redis.call('EXISTS', unpack(to)) > 0 then return 'conflict' end
  if kind == 'zset' then
    local score = redis.call('ZSCORE', place, old)
    if not score then return 'gone' end
    redis.call('ZREM', place, old)
    if not redis.call('ZSCORE', place, new) then redis.call('ZADD', place, score, new) end
  elseif kind == 'set' then
    if redis.call('SREM', place, old) == 0 then return 'gone' end
    redis.call('SADD', place, new)
  else
    local value = redis.call('HGET', place, old)
    if not value then return 'gone' end
    redis.call('HDEL', place, old)
    if not redis.call('HGET', place, new) then redis.call('HSET', place, new, value) end
  end
  return there and 'residue' or 'orphan'
end

return each(number(), rewrite)
