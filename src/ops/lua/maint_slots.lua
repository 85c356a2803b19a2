-- Frees slots of one rate limit whose job neither waits nor runs, or forgets a limit that nobody uses.
-- KEYS     by their numbers in ARGV
-- ARGV     free or forget, the limit, now in seconds, the allowed set, the waiting set, the limit's hash, P:rl-keys, n; per
--          slot the job's ID, its hash and its executions
-- RETURNS  wrong_type; for free the IDs whose slot was freed; for forget 1 or 0
local what, limit, now = text(), text(), text()
local allowed, waiting, config, limits = key(), key(), key(), key()
if not (fits(allowed, 'zset') and fits(waiting, 'zset') and fits(config, 'hash') and fits(limits, 'set')) then
  return 'wrong_type'
end
if what == 'forget' then
  if redis.call('ZCARD', allowed) > 0 or redis.call('ZCARD', waiting) > 0 then return 0 end
  redis.call('SREM', limits, limit)
  redis.call('UNLINK', allowed, waiting, config)
  return 1
end
local freed = {}
for _ = 1, number() do
  local id, hash, executions = text(), key(), key()
  local status = redis.pcall('HGET', hash, 'status')
  local keeps = status == 'queued' or status == 'started' or type(status) == 'table'
  local runs = fits(executions, 'zset') and redis.call('ZCOUNT', executions, '(' .. now, '+inf') > 0
  if not keeps and not runs and redis.call('ZREM', allowed, id) == 1 then freed[#freed + 1] = id end
end
return freed
