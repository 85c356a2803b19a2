-- Forget a worker that is gone, if its hash is still as it was read.
-- KEYS     1 its hash  2 its executions set  3… the sets of workers that may name it
-- ARGV     1 last_heartbeat as read, empty for none  2 death as read, empty for none
--          3 1 = these are the last sets, the hash goes too
-- RETURNS  done, changed or wrong_type
local hash = KEYS[1]
if not fits(hash, 'hash') then return 'wrong_type' end
for i = 3, #KEYS do
  if not fits(KEYS[i], 'set') then return 'wrong_type' end
end
local now = redis.call('HMGET', hash, 'last_heartbeat', 'death')
if (now[1] or '') ~= ARGV[1] or (now[2] or '') ~= ARGV[2] then return 'changed' end
for i = 3, #KEYS do redis.call('SREM', KEYS[i], hash) end
if ARGV[3] == '1' then
  -- Under this name a worker called NAME:executions may keep its hash.
  if fits(KEYS[2], 'set') then redis.call('UNLINK', KEYS[2]) end
  redis.call('UNLINK', hash)
end
return 'done'
