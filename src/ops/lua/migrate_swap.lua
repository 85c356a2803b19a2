-- How a name is swapped for another where it stands, and whether the other is free. Included by the scripts of migrate-ids.

-- These scripts put names only where names were, so that what is missing stays missing until the end.

-- A set or hash whose only name is taken out is gone for an instant, and its TTL with it.
local function with_ttl(key, swap)
  local ttl = redis.call('PTTL', key)
  swap()
  if ttl > 0 then redis.call('PEXPIRE', key, ttl) end
end

-- Swaps a member of a set; false where it is none.
local function swap_member(set, old, new)
  if redis.call('SISMEMBER', set, old) == 0 then return false end
  with_ttl(set, function()
    redis.call('SREM', set, old)
    redis.call('SADD', set, new)
  end)
  return true
end

-- Swaps the name of a field; false where there is none. The field of the new name, if any, stays as it is.
local function swap_field(hash, old, new)
  local value = redis.call('HGET', hash, old)
  if not value then return false end
  with_ttl(hash, function()
    redis.call('HDEL', hash, old)
    if not redis.call('HGET', hash, new) then redis.call('HSET', hash, new, value) end
  end)
  return true
end

-- Whether a name without a job has something of its own under these keys: dependents, dependencies, results,
-- executions. A hash there is another job's, as that of `x:dependents` is for `x`.
local OWN = {'set', 'set', 'stream', 'zset'}
local function owns(keys)
  if redis.call('EXISTS', unpack(keys)) == 0 then return false end
  for i, k in ipairs(keys) do
    if redis.call('TYPE', k).ok == OWN[i] then return true end
  end
  return false
end
