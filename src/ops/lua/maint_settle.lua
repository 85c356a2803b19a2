-- Settles what became of runs that nobody runs any more: their entries go, the jobs are failed, retried or queued again.
-- KEYS     by their numbers in ARGV
-- ARGV     now as RQ writes it, now in seconds, lock, our token ('' = without a lock), seconds that it lives, the place
--          that names the entries, its type (zset or list), the started registry, P:queues, the failure's text as RQ
--          packs it, n; per entry: what is to be done (drop retry fail requeue), ID, hash, the entry, 1 if there is no
--          job, else 0, and status, enqueued_at, started_at, origin, retries_left as read; executions, n, per execution
--          its ID, hash and entry; 0 or 1, with 1 the last worker's hash and executions; of a list also first_seen and
--          our own hash of first sights; then
--          retry    origin, list, front (0 or 1), retries that are left, scheduled, when it is due in seconds or '',
--                   dependents, dependencies, rate-limit key or '', with one the allowed set
--          fail     failed, its score, seconds to live ('' = for ever, 0 = delete), of the results (keep persist or
--                   seconds), results, dependents, dependencies, group or '', with one its set, rate-limit key or '',
--                   with one the allowed set, 1 = with the last of its dependents, n, the dependents as in release.lua
--          requeue  origin, list, dependents, dependencies
-- RETURNS  locked, or per entry: done, {done, IDs of released dependents}, gone changed running unreadable wrong_type
local now, seconds = text(), text()
if lock_lost() then return 'locked' end
local place, kind, started, queues, packed = key(), text(), key(), key(), text()
local clock = tonumber(seconds)

local function read()
  local it = {what = text(), id = text(), hash = key(), entry = text(), no_job = text() == '1', expected = {}}
  for i = 1, 5 do it.expected[i] = text() end
  it.executions, it.runs = key(), {}
  for i = 1, number() do it.runs[i] = {id = text(), hash = key(), entry = text()} end
  if text() == '1' then it.worker, it.worker_executions = key(), key() end
  if kind == 'list' then it.first_seen, it.sights = key(), key() end
  if it.what == 'retry' then
    it.origin, it.list, it.front, it.left, it.scheduled, it.due = text(), key(), text() == '1', text(), key(), text()
    it.dependents, it.dependencies, it.limit = key(), key(), text()
  elseif it.what == 'fail' then
    it.failed, it.score, it.ttl, it.results_ttl, it.results = key(), text(), text(), text(), key()
    it.dependents, it.dependencies, it.group = key(), key(), text()
    if it.group ~= '' then it.members = key() end
    it.limit = text()
  elseif it.what == 'requeue' then
    it.origin, it.list, it.dependents, it.dependencies = text(), key(), key(), key()
  end
  if it.limit and it.limit ~= '' then it.allowed = key() end
  if it.what == 'fail' then
    it.last, it.waiting = text() == '1', {}
    for i = 1, number() do it.waiting[i] = waiting_job() end
  end
  return it
end

-- Whether anybody runs the job, or may: a word if so.
local function runs(it)
  local function ahead(entry)
    local deadline = redis.call('ZSCORE', started, entry)
    return deadline and tonumber(deadline) > clock
  end
  if not (fits(started, 'zset') and fits(it.executions, 'zset')) then return 'wrong_type' end
  local known = {}
  for _, run in ipairs(it.runs) do
    known[run.id] = true
    if not fits(run.hash, 'hash') then return 'wrong_type' end
    -- A late heartbeat leaves a hash without it.
    if redis.call('HGET', run.hash, 'created_at') or ahead(run.entry) then return 'running' end
  end
  for _, id in ipairs(redis.call('ZRANGE', it.executions, 0, 99)) do
    if not known[id] then return 'changed' end
  end
  if ahead(it.id) then return 'running' end
  if it.worker and fits(it.worker, 'hash') and redis.call('EXISTS', it.worker) == 1 then
    local worker = redis.call('HMGET', it.worker, 'death', 'current_job')
    if not worker[1] then
      local names = worker[2] == it.id
      local set = fits(it.worker_executions, 'set')
      for _, run in ipairs(it.runs) do
        names = names or worker[2] == run.entry
        names = names or (set and redis.call('SISMEMBER', it.worker_executions, run.entry) == 1)
      end
      if names then return 'running' end
    end
  end
end

local types = {list = 'list', scheduled = 'zset', failed = 'zset', results = 'stream', members = 'set', allowed = 'zset'}

-- Whether everything is as it was read: a word if not.
local function differs(it)
  local job = redis.pcall('HMGET', it.hash, 'status', 'enqueued_at', 'started_at', 'origin', 'retries_left', 'ttl')
  if job.err then return 'wrong_type' end
  if it.no_job then
    if redis.call('EXISTS', it.hash) == 1 then return 'changed' end
  else
    for i, value in ipairs(it.expected) do
      if (job[i] or '') ~= value then return 'changed' end
    end
  end
  if not fits(place, kind) then return 'wrong_type' end
  if kind == 'zset' then
    local score = redis.call('ZSCORE', place, it.entry)
    if not score then return 'gone' end
    if tonumber(score) > clock then return 'running' end
  elseif not (fits(it.sights, 'hash') and fits(it.first_seen, 'string')) then
    return 'wrong_type'
  end
  it.lifetime = lifetime(job[6])
  if it.list and it.lifetime == false then return 'unreadable' end
  for name, wanted in pairs(types) do
    if it[name] and not fits(it[name], wanted) then return 'wrong_type' end
  end
  if it.dependents and not sets_fit(it.dependents, it.dependencies) then return 'wrong_type' end
  return runs(it)
end

-- The entry goes: of two that try, one removes it.
local function claim(it)
  if kind == 'zset' then return redis.call('ZREM', place, it.entry) == 1 end
  if redis.call('LREM', place, -1, it.entry) == 0 then return false end
  redis.call('HDEL', it.sights, it.entry)
  redis.call('UNLINK', it.first_seen)
  return true
end

local function free_slot(it)
  if it.allowed then redis.call('ZREM', it.allowed, it.id) end
end

local done = {}

function done.drop() end

function done.retry(it)
  redis.call('SADD', queues, it.list)
  live(it.lifetime, it.hash, it.dependents, it.dependencies)
  if it.due ~= '' then
    redis.call('HSET', it.hash, 'status', 'scheduled', 'retries_left', it.left)
    redis.call('ZADD', it.scheduled, it.due, it.id)
    free_slot(it)
  else
    redis.call('HSET', it.hash, 'status', 'queued', 'origin', it.origin, 'enqueued_at', now, 'retries_left', it.left)
    push(it.list, it.id, it.front)
  end
end

function done.requeue(it)
  redis.call('SADD', queues, it.list)
  live(it.lifetime, it.hash, it.dependents, it.dependencies)
  redis.call('HSET', it.hash, 'status', 'queued', 'origin', it.origin, 'enqueued_at', now)
  push(it.list, it.id, true)
end

function done.fail(it)
  free_slot(it)
  if it.ttl == '0' then
    redis.call('UNLINK', it.hash, it.results, it.dependents, it.dependencies, it.executions)
    for _, run in ipairs(it.runs) do redis.call('UNLINK', run.hash) end
    if it.members then redis.call('SREM', it.members, it.id) end
    return
  end
  redis.call('HSET', it.hash, 'status', 'failed')
  if it.ttl ~= '' then
    for _, key in ipairs({it.hash, it.dependents, it.dependencies}) do redis.call('EXPIRE', key, it.ttl) end
  end
  redis.call('ZADD', it.failed, it.score, it.id)
  redis.call('XADD', it.results, 'MAXLEN', '~', 10, '*', 'type', 2, 'worker_name', '', 'exc_string', packed)
  if it.results_ttl == 'persist' then redis.call('PERSIST', it.results) end
  if it.results_ttl ~= 'persist' and it.results_ttl ~= 'keep' then redis.call('EXPIRE', it.results, it.results_ttl) end
end

local function settle()
  local it = read()
  local word = differs(it)
  if word then return word end
  local answer = {'done'}
  -- Dependents first: whoever dies behind this call leaves a job that still has to be failed, and a later pass goes on.
  local release = {}
  for _, job in ipairs(it.waiting or {}) do
    if not kept_waiting(job) then release[#release + 1] = job end
  end
  if it.last ~= false and not claim(it) then return 'gone' end
  for _, job in ipairs(release) do
    if redis.call('SREM', it.dependents, job.id) == 1 then
      go(job, queues, now, seconds)
      answer[#answer + 1] = job.id
    end
  end
  if it.last ~= false then done[it.what](it) end
  return answer
end

local answers = each(number(), settle)
push_all()
return answers
