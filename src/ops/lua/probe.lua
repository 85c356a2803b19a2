-- Whether this user may call these commands now.
-- KEYS     1 a key of ours, removed before and after each command
-- ARGV     command names in capitals
-- RETURNS  per command: its error, or 0
local K = KEYS[1]
local shape = {
  HGET = {K, 'f'}, HMGET = {K, 'f'}, HSET = {K, 'f', 'v'}, HDEL = {K, 'f'}, HINCRBY = {K, 'f', 1}, HEXISTS = {K, 'f'},
  HSTRLEN = {K, 'f'}, LRANGE = {K, 0, 0}, LINDEX = {K, 0}, LSET = {K, 0, 'v'}, LREM = {K, 1, 'v'}, LTRIM = {K, 0, 0},
  LPUSH = {K, 'v'}, RPUSH = {K, 'v'},
  ZADD = {K, 1, 'v'}, ZREM = {K, 'v'}, ZSCORE = {K, 'v'}, ZCOUNT = {K, 0, 0}, ZRANGE = {K, 0, 0},
  ZRANGEBYSCORE = {K, 0, 0}, ZREMRANGEBYSCORE = {K, 0, 0}, ZREMRANGEBYRANK = {K, 0, 0}, SADD = {K, 'v'}, SREM = {K, 'v'},
  SISMEMBER = {K, 'v'}, RENAME = {K, K}, EXPIRE = {K, 60}, PEXPIRE = {K, 60000}, SET = {K, 'v', 'EX', 60},
  XADD = {K, '*', 'f', 'v'}, TIME = {},
}
-- It must not stay behind where one way of removing it is denied.
local function clear()
  local answer = redis.pcall('UNLINK', K)
  if type(answer) == 'table' and answer.err then answer = redis.pcall('DEL', K) end
  if type(answer) == 'table' and answer.err then redis.pcall('EXPIRE', K, 1) end
end
local out = {}
for i, command in ipairs(ARGV) do
  clear()
  local answer = redis.pcall(command, unpack(shape[command] or {K}))
  out[i] = type(answer) == 'table' and answer.err or 0
end
clear()
return out
