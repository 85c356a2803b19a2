-- Removes entries that name no job, and keys that belong to none.
-- KEYS     by their numbers in ARGV
-- ARGV     n; per orphan: entry or key, the key that holds it and its type, the entry or nothing, waits and the hash of a job
--          that must not wait for its parent, or runs and the hash of an execution that must not run, or due and the
--          score that it must have, or nothing, n, the keys that must not exist
-- RETURNS  per orphan: done gone changed running wrong_type
local function take(kind, place, entry)
  if kind == 'list' then return redis.call('LREM', place, 0, entry) end
  if kind == 'zset' then return redis.call('ZREM', place, entry) end
  if kind == 'set' then return redis.call('SREM', place, entry) end
  return redis.call('HDEL', place, entry)
end

local function remove()
  local what, place, kind, entry = text(), key(), text(), text()
  local unless = text()
  local hash = (unless == 'waits' or unless == 'runs') and key()
  local due = unless == 'due' and text()
  local owners = {}
  for i = 1, number() do owners[i] = key() end
  if redis.call('EXISTS', unpack(owners)) > 0 then return 'changed' end
  if unless == 'waits' then
    local status = redis.pcall('HGET', hash, 'status')
    if status == 'deferred' or type(status) == 'table' then return 'changed' end
  elseif unless == 'runs' and redis.pcall('HGET', hash, 'created_at') then
    return 'running'
  end
  if not fits(place, kind) then return 'wrong_type' end
  if due and tonumber(redis.call('ZSCORE', place, entry) or '') ~= tonumber(due) then return 'changed' end
  if what == 'key' then return redis.call('UNLINK', place) == 1 and 'done' or 'gone' end
  return take(kind, place, entry) > 0 and 'done' or 'gone'
end

return each(number(), remove)
