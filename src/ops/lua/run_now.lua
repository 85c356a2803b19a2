-- Puts jobs that wait for a time or for parents into their queues, as RQ's scheduler or a parent that finishes does.
-- KEYS     by their numbers in ARGV
-- ARGV     now in seconds, horizon as RQ writes it, now as RQ writes it, a minute from now in seconds,
--          P:queues, windows (none), n; per job: ID, hash, dependents and dependencies, its kind with the
--          scheduler lock, whether parents may be unfinished (0 or 1), and with a rate-limit key the waiting set, the
--          limit's hash and P:rl-keys; parents, each with its hash, its dependents, and whether it counts (0 or 1)
-- RETURNS  per job: done gone changed look waits newer in_flight unreadable wrong_type
local seconds, horizon, now, soon, known_queues = text(), text(), text(), number(), key()
-- The caller knows of no windows.
local _, _ = text(), number()

local function more(kind)
  kind.lock, kind.ignore = key(), text() == '1'
  if kind.limit ~= '' then kind.waiting, kind.config, kind.limits = key(), key(), key() end
end

local n = count()
local HASH, DEPENDENTS, DEPENDENCIES = column(1), column(2), column(3)

local function run_now(i)
  local id, kind = text(), kind(more)
  local hash, dependents, dependencies = KEYS[HASH + i], KEYS[DEPENDENTS + i], KEYS[DEPENDENCIES + i]
  local queue, status, limit = kind.queue, kind.status, kind.limit
  local waiting, config, limits = kind.waiting, kind.config, kind.limits
  local parents = {}
  for i = 1, number() do parents[i] = {hash = key(), dependents = key(), counts = text() == '1'} end
  local job = redis.pcall('HMGET', hash, 'status', 'origin', 'rate_limit_key', 'enqueued_at', 'ended_at', 'created_at',
    'ttl', 'enqueue_at_front', 'enqueue_at_front_on_retry', 'allow_dependency_failures', 'rate_limit_concurrency')
  if job.err then return 'wrong_type' end
  if not job[1] then return 'gone' end
  if not unchanged(kind, job[1], job[2], job[3]) then return 'changed' end
  if later(horizon, job[4], job[5], job[6]) then return 'newer' end
  local ttl = lifetime(job[7])
  if ttl == false then return 'unreadable' end
  if not (queue_fits(queue) and fits(known_queues, 'set') and sets_fit(dependents, dependencies)) then return 'wrong_type' end
  if waiting then
    if not string.find(job[11] or '', '^%d+$') then return 'unreadable' end
    if not (fits(waiting, 'zset') and fits(config, 'hash') and fits(limits, 'set')) then return 'wrong_type' end
  end
  if not fits(kind.lock, 'string') then return 'wrong_type' end
  local due = redis.call('ZSCORE', queue.scheduled, id)
  if status == 'scheduled' then
    if not due then return 'changed' end
    -- A scheduler may have read it already, and would queue it once more.
    if tonumber(due) <= soon and redis.call('EXISTS', kind.lock) == 1 then return 'in_flight' end
  end
  if redis.call('SCARD', dependencies) > #parents then return 'look' end
  for _, parent in ipairs(parents) do
    if not fits(parent.dependents, 'set') then return 'wrong_type' end
    local is = redis.pcall('HGET', parent.hash, 'status')
    if type(is) == 'table' then return 'wrong_type' end
    local met = not is or is == 'finished' or (is == 'failed' and job[10] == '1')
    if parent.counts and not kind.ignore and status == 'deferred' and not met then return 'waits' end
  end

  for _, name in ipairs({'scheduled', 'deferred', 'ready'}) do redis.call('ZREM', queue[name], id) end
  for _, parent in ipairs(parents) do redis.call('SREM', parent.dependents, id) end
  enlist(known_queues, queue.list)
  live(ttl, hash, dependents, dependencies)
  local again = status == 'scheduled' and job[5] and job[5] ~= ''
  local front = job[8] == '1' or (again and job[9] == '1')
  if waiting then
    redis.call('HSET', hash, 'status', 'rate_limited')
    if front then redis.call('HSET', hash, 'enqueue_at_front', '1') end
    redis.call('SADD', limits, limit)
    redis.call('HSET', config, 'concurrency', job[11])
    redis.call('ZADD', waiting, seconds, id)
  else
    redis.call('HSET', hash, 'status', 'queued', 'enqueued_at', now)
    push(queue.list, id, front)
  end
  return 'done'
end

local answers = each(n, run_now)
push_all()
return answers
