-- Gives results that never expire the time to live of their job.
-- KEYS     by their numbers in ARGV
-- ARGV     n; per job: hash, results
-- RETURNS  per job: done gone changed wrong_type
local function expire()
  local hash, results = key(), key()
  local left = redis.call('PTTL', hash)
  if left == -2 then return 'gone' end
  if left < 1 or redis.call('PTTL', results) ~= -1 then return 'changed' end
  if not fits(results, 'stream') then return 'wrong_type' end
  redis.call('PEXPIRE', results, left)
  return 'done'
end

return each(number(), expire)
