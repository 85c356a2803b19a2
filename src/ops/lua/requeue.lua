-- Puts jobs that are over back into a queue; a rate-limited one goes back to its limiter.
-- KEYS     by their numbers in ARGV
-- ARGV     now as RQ writes it, now in seconds, horizon as RQ writes it, front (0 or 1), P:queues, n;
--          per job: ID, hash, dependents and dependencies, and its kind: the registry that names it, status and
--          origin and rate-limit key as read, target queue, its list; with a rate-limit key also the waiting set, the
--          limit's hash and P:rl-keys
-- RETURNS  per job: done gone changed newer unreadable wrong_type
local now, seconds, horizon, front = text(), text(), text(), text() == '1'
local queues = key()

local function kind()
  local kind = {registry = key(), status = text(), origin = text(), limit = text(), queue = text(), list = key()}
  if kind.limit ~= '' then kind.waiting, kind.config, kind.limits = key(), key(), key() end
  return kind
end

-- Whether all keys of a kind are of the types that RQ stores there.
local function kind_fits(kind)
  if kind.fits == nil then
    kind.fits = fits(kind.registry, 'zset') and fits(kind.list, 'list') and fits(queues, 'set')
    if kind.waiting then
      kind.fits = kind.fits and fits(kind.waiting, 'zset') and fits(kind.config, 'hash') and fits(kind.limits, 'set')
    end
  end
  return kind.fits
end

local n = count()
local HASH, DEPENDENTS, DEPENDENCIES = column(1), column(2), column(3)
-- Most jobs have no sets beside them: that is asked for all of them at once.
local sets = any(DEPENDENTS) or any(DEPENDENCIES)

local function requeue(i)
  local id, kind, hash = text(), common(text(), kind), KEYS[HASH + i]
  local dependents, dependencies
  if sets then dependents, dependencies = KEYS[DEPENDENTS + i], KEYS[DEPENDENCIES + i] end
  local registry, limit, queue, list = kind.registry, kind.limit, kind.queue, kind.list
  local waiting, config, limits = kind.waiting, kind.config, kind.limits
  local job = redis.pcall('HMGET', hash, 'status', 'origin', 'rate_limit_key', 'enqueued_at', 'ended_at', 'ttl')
  if job.err then return 'wrong_type' end
  if not job[1] then return 'gone' end
  if job[1] ~= kind.status or (job[2] or '') ~= kind.origin or (job[3] or '') ~= limit then return 'changed' end
  if later(horizon, job[4], job[5]) then return 'newer' end
  local ttl = lifetime(job[6])
  if ttl == false then return 'unreadable' end
  if not kind_fits(kind) or (sets and not sets_fit(dependents, dependencies)) then return 'wrong_type' end
  local concurrency
  if waiting then
    concurrency = redis.call('HGET', hash, 'rate_limit_concurrency') or ''
    if not string.find(concurrency, '^%d+$') then return 'unreadable' end
  end

  if redis.call('ZREM', registry, id) == 0 then return 'changed' end
  enlist(queues, list)
  live(ttl, hash, dependents, dependencies)
  if waiting then
    redis.call('HSET', hash, 'status', 'rate_limited', 'origin', queue, 'started_at', '', 'ended_at', '',
      'exc_info', NO_TRACEBACK, 'worker_name', '', 'enqueue_at_front', front and '1' or '0')
    redis.call('SADD', limits, limit)
    redis.call('HSET', config, 'concurrency', concurrency)
    redis.call('ZADD', waiting, seconds, id)
  else
    redis.call('HSET', hash, 'status', 'queued', 'enqueued_at', now, 'started_at', '', 'ended_at', '',
      'exc_info', NO_TRACEBACK, 'worker_name', '')
    if queue ~= job[2] then redis.call('HSET', hash, 'origin', queue) end
    push(list, id, front)
  end
  return 'done'
end

local answers = each(n, requeue)
push_all()
return answers
