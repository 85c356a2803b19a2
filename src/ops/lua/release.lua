-- How jobs that waited for a parent go on. Included behind enqueue.lua.

-- Reads the arguments of one: ID, hash, dependents, dependencies, the registry that names it, status and origin as
-- read, list of its queue, front (0 or 1), rate-limit key as read; with one also the waiting set, the limit's hash and
-- P:rl-keys; then how many dependencies it has ('' = do not look), n, and the hashes of those n that must be done.
local function waiting_job()
  local job = {id = text(), hash = key(), dependents = key(), dependencies = key(), registry = key(), status = text(),
    origin = text(), list = key(), front = text() == '1', limit = text(), parents = {}}
  if job.limit ~= '' then job.waiting, job.config, job.limits = key(), key(), key() end
  job.dependencies_count = text()
  for i = 1, number() do job.parents[i] = key() end
  return job
end

-- Whether it still is as it was read, and every parent but the one that the caller answers for is done: a word if not.
local function kept_waiting(job)
  local now = redis.pcall('HMGET', job.hash, 'status', 'origin', 'rate_limit_key', 'allow_dependency_failures', 'ttl',
    'rate_limit_concurrency')
  if now.err then return 'wrong_type' end
  if redis.call('HSTRLEN', job.hash, 'data') == 0 then return 'gone' end
  if now[1] ~= job.status or (now[2] or '') ~= job.origin or (now[3] or '') ~= job.limit then return 'changed' end
  job.ttl = lifetime(now[5])
  if job.ttl == false then return 'unreadable' end
  if not (fits(job.registry, 'zset') and fits(job.list, 'list') and sets_fit(job.dependents, job.dependencies)) then
    return 'wrong_type'
  end
  if job.limit ~= '' then
    job.concurrency = now[6] or ''
    if not string.find(job.concurrency, '^%d+$') then return 'unreadable' end
    if not (fits(job.waiting, 'zset') and fits(job.config, 'hash') and fits(job.limits, 'set')) then
      return 'wrong_type'
    end
  end
  local count = job.dependencies_count
  if count ~= '' and redis.call('SCARD', job.dependencies) ~= tonumber(count) then return 'changed' end
  for _, parent in ipairs(job.parents) do
    local status = redis.pcall('HGET', parent, 'status')
    -- A parent that is gone counts as done, as it does for RQ.
    local done = not status or status == '' or status == 'finished' or (status == 'failed' and now[4] == '1')
    if not done then return 'wrong_state' end
  end
end

-- Queues it, or hands it to its limiter, which others fill from.
local function go(job, queues, now, seconds)
  redis.call('ZREM', job.registry, job.id)
  redis.call('SADD', queues, job.list)
  live(job.ttl, job.hash, job.dependents, job.dependencies)
  if job.limit ~= '' then
    redis.call('HSET', job.hash, 'status', 'rate_limited')
    redis.call('SADD', job.limits, job.limit)
    redis.call('HSET', job.config, 'concurrency', job.concurrency)
    redis.call('ZADD', job.waiting, seconds, job.id)
  else
    redis.call('HSET', job.hash, 'status', 'queued', 'enqueued_at', now)
    push(job.list, job.id, job.front)
  end
end
