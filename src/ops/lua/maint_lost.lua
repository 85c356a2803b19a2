-- Puts queued jobs that no place names back to the front of their queue, unless they were queued again meanwhile.
-- KEYS     by their numbers in ARGV
-- ARGV     now as RQ writes it, P:queues, n; per job: ID, hash, executions, dependents, dependencies, its
--          queue's list, its started registry, origin and enqueued_at as read
-- RETURNS  per job: done gone changed running unreadable wrong_type
local now, queues = text(), key()

local function put_back()
  local id, hash, executions, dependents, dependencies = text(), key(), key(), key(), key()
  local list, started, origin, enqueued_at = key(), key(), text(), text()
  local job = redis.pcall('HMGET', hash, 'status', 'origin', 'enqueued_at', 'ttl')
  if job.err then return 'wrong_type' end
  if not job[1] then return 'gone' end
  if job[1] ~= 'queued' or (job[2] or '') ~= origin or (job[3] or '') ~= enqueued_at then return 'changed' end
  local ttl = lifetime(job[4])
  if ttl == false then return 'unreadable' end
  if not (fits(list, 'list') and fits(started, 'zset') and fits(executions, 'zset') and fits(queues, 'set')
    and sets_fit(dependents, dependencies)) then
    return 'wrong_type'
  end
  if redis.call('ZSCORE', started, id) or redis.call('ZCARD', executions) > 0 then return 'running' end
  redis.call('SADD', queues, list)
  live(ttl, hash, dependents, dependencies)
  redis.call('HSET', hash, 'status', 'queued', 'enqueued_at', now)
  push(list, id, true)
  return 'done'
end

local answers = each(number(), put_back)
push_all()
return answers
