-- Fills the free slots of one rate limit with the jobs that have waited longest, as RQ 3.0 does.
-- KEYS     by their numbers in ARGV
-- ARGV     now as RQ writes it, now in seconds, the allowed set, the waiting set, the limit's hash, n; per job from the
--          head of the waiting set on: ID, hash, status and origin and enqueue_at_front as read, list of its queue
-- RETURNS  how many left the waiting set, or changed or wrong_type
local now, seconds = text(), text()
local allowed, waiting, config = key(), key(), key()
if not (fits(allowed, 'zset') and fits(waiting, 'zset') and fits(config, 'hash')) then return 'wrong_type' end
local free = (tonumber(redis.call('HGET', config, 'concurrency') or '') or 0) - redis.call('ZCARD', allowed)
local n = number()
local heads = redis.call('ZRANGE', waiting, 0, n - 1)
local plan = {}
for i = 1, n do
  if free <= 0 then break end
  local job = {id = text(), hash = key(), status = text(), origin = text(), front = text(), list = key()}
  if heads[i] ~= job.id then return 'changed' end
  local found = redis.pcall('HMGET', job.hash, 'status', 'origin', 'enqueue_at_front')
  if found.err then return 'wrong_type' end
  if (found[1] or '') ~= job.status or (found[2] or '') ~= job.origin or (found[3] or '') ~= job.front then
    return 'changed'
  end
  -- What no longer waits, or has no queue, is dropped, as RQ drops it.
  job.waits = job.status == 'rate_limited' and job.origin ~= ''
  if job.waits and not fits(job.list, 'list') then return 'wrong_type' end
  if job.waits then free = free - 1 end
  plan[i] = job
end

for _, job in ipairs(plan) do
  redis.call('ZREM', waiting, job.id)
  if job.waits then
    redis.call('ZADD', allowed, seconds, job.id)
    redis.call('HSET', job.hash, 'status', 'queued', 'enqueued_at', now)
    push(job.list, job.id, job.front == '1')
  end
end
push_all()
return #plan
