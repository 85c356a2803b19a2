-- Removes entries that name no job, and keys that belong to none.
-- KEYS     by their numbers in ARGV
-- ARGV     n; per orphan: entry or key, the key that holds it and its type, the entry or nothing, waits and the hash of a job
--          that must not wait for its parent, or runs and the hash of an execution that must not run, or nothing, n,
--          the keys that must not exist
-- RETURNS  per orphan: done gone changed running wrong_type
local REMOVE = {zset = 'ZREM', set = 'SREM', hash = 'HDEL'}

local function remove()
  local what, place, kind, entry = text(), key(), text(), text()
  local unless = text()
  local hash = unless ~= '' and key()
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
  if what == 'key' then return redis.call('UNLINK', place) == 1 and 'done' or 'gone' end
  local went = kind == 'list' and redis.call('LREM', place, 0, entry) or kind ~= 'list' and redis.call(REMOVE[kind], place, entry)
  return went > 0 and 'done' or 'gone'
end

return each(number(), remove)
