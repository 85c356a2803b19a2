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

-- Whether a deadline of the started registry lies ahead. An error here would leave arguments unread.
local function ahead(entry)
  local deadline = redis.pcall('ZSCORE', started, entry)
  return type(deadline) == 'string' and tonumber(deadline) > clock
end

-- What a worker's hash says, looked at once: false where there is none, or where it says that the worker ended.
local workers = {}
local function current_job(worker)
  if workers[worker] == nil then
    local alive = fits(worker, 'hash') and redis.call('EXISTS', worker) == 1
    local says = alive and redis.call('HMGET', worker, 'death', 'current_job')
    workers[worker] = says and not says[1] and {job = says[2]} or false
  end
  return workers[worker]
end

-- Reads what is known of a job's executions and of its last worker. Whether anybody runs it, or may: a word if so.
local function runs(id, entry)
  local set, word, known, n = key(), nil, {}, number()
  local entries = {}
  for i = 1, n do
    local execution, hash = text(), key()
    known[execution], entries[i] = true, text()
    local created = redis.pcall('HGET', hash, 'created_at')
    -- A late heartbeat leaves a hash without it.
    if created then word = word or (type(created) == 'table' and 'wrong_type') or 'running' end
    if (entries[i] ~= entry or place ~= started) and ahead(entries[i]) then word = word or 'running' end
  end
  local now = redis.pcall('ZRANGE', set, 0, 99)
  if now.err then word = word or 'wrong_type' end
  for _, execution in ipairs(now) do
    if not known[execution] then word = word or 'changed' end
  end
  if (id ~= entry or place ~= started) and ahead(id) then word = word or 'running' end
  if text() == '1' then
    local hash, its_executions = key(), key()
    local worker = current_job(hash)
    if worker then
      local has = fits(its_executions, 'set')
      local names = worker.job == id
      for _, one in ipairs(entries) do
        names = names or worker.job == one or (has and redis.call('SISMEMBER', its_executions, one) == 1)
      end
      if names then word = word or 'running' end
    end
  end
  return word, set
end

-- The two sets beside a hash: a word if they are of another type, and whether any exists.
local function beside(dependents, dependencies)
  if redis.call('EXISTS', dependents, dependencies) == 0 then return nil, false end
  return not (fits(dependents, 'set') and fits(dependencies, 'set')) and 'wrong_type' or nil, true
end

-- The entry goes: of two that try, one removes it.
local sights, first_seen
local function claim(entry)
  if kind == 'zset' then return redis.call('ZREM', place, entry) == 1 end
  if redis.call('LREM', place, -1, entry) == 0 then return false end
  redis.call('HDEL', sights, entry)
  redis.call('UNLINK', first_seen)
  return true
end

-- What becomes of the job. Each reads the rest of the arguments, and then answers the word that it was given, if any.
local fates = {}

function fates.drop(_, _, entry, word)
  return word or not claim(entry) and 'gone' or 'done'
end

function fates.retry(id, hash, entry, word, ttl)
  local origin, list, front, left, scheduled, due = text(), key(), text() == '1', text(), key(), text()
  local dependents, dependencies, limit = key(), key(), text()
  local allowed = limit ~= '' and key()
  if not (fits(list, 'list') and fits(scheduled, 'zset') and (not allowed or fits(allowed, 'zset'))) then
    word = word or 'wrong_type'
  end
  word = word or beside(dependents, dependencies) or ttl == false and 'unreadable'
  if word or not claim(entry) then return word or 'gone' end
  redis.call('SADD', queues, list)
  live(ttl, hash, dependents, dependencies)
  if due ~= '' then
    redis.call('HSET', hash, 'status', 'scheduled', 'retries_left', left)
    redis.call('ZADD', scheduled, due, id)
    if allowed then redis.call('ZREM', allowed, id) end
  else
    redis.call('HSET', hash, 'status', 'queued', 'origin', origin, 'enqueued_at', now, 'retries_left', left)
    push(list, id, front)
  end
  return 'done'
end

function fates.requeue(id, hash, entry, word, ttl)
  local origin, list, dependents, dependencies = text(), key(), key(), key()
  if not fits(list, 'list') then word = word or 'wrong_type' end
  word = word or beside(dependents, dependencies) or ttl == false and 'unreadable'
  if word or not claim(entry) then return word or 'gone' end
  redis.call('SADD', queues, list)
  live(ttl, hash, dependents, dependencies)
  redis.call('HSET', hash, 'status', 'queued', 'origin', origin, 'enqueued_at', now)
  push(list, id, true)
  return 'done'
end

function fates.fail(id, hash, entry, word, _, executions)
  local failed, score, ttl, results_ttl, results = key(), text(), text(), text(), key()
  local dependents, dependencies, group = key(), key(), text()
  local members = group ~= '' and key()
  local limit = text()
  local allowed = limit ~= '' and key()
  local last, release, answer = text() == '1', {}, {'done'}
  for i = 1, number() do release[i] = waiting_job() end
  if not (fits(failed, 'zset') and fits(results, 'stream') and (not members or fits(members, 'set'))
    and (not allowed or fits(allowed, 'zset'))) then
    word = word or 'wrong_type'
  end
  local odd, sets = beside(dependents, dependencies)
  word = word or odd
  if word then return word end

  for i, job in ipairs(release) do
    if kept_waiting(job) then release[i] = false end
  end
  -- Where it is not the last step of many dependents, the job is still to be failed: whoever dies behind this call
  -- leaves it so, and a later pass goes on.
  if last and not claim(entry) then return 'gone' end
  for _, job in ipairs(release) do
    if job and redis.call('SREM', dependents, job.id) == 1 then
      go(job, queues, now, seconds)
      answer[#answer + 1] = job.id
    end
  end
  if not last then return answer end
  if allowed then redis.call('ZREM', allowed, id) end
  if ttl == '0' then
    redis.call('UNLINK', hash, results, dependents, dependencies, executions)
    if members then redis.call('SREM', members, id) end
    return answer
  end
  redis.call('HSET', hash, 'status', 'failed')
  if ttl ~= '' then
    redis.call('EXPIRE', hash, ttl)
    if sets then
      redis.call('EXPIRE', dependents, ttl)
      redis.call('EXPIRE', dependencies, ttl)
    end
  end
  redis.call('ZADD', failed, score, id)
  redis.call('XADD', results, 'MAXLEN', '~', 10, '*', 'type', 2, 'worker_name', '', 'exc_string', packed)
  if results_ttl == 'persist' then redis.call('PERSIST', results) end
  if results_ttl ~= 'persist' and results_ttl ~= 'keep' then redis.call('EXPIRE', results, results_ttl) end
  return answer
end

local function settle()
  local what, id, hash, entry, no_job = text(), text(), key(), text(), text() == '1'
  local job = redis.pcall('HMGET', hash, 'status', 'enqueued_at', 'started_at', 'origin', 'retries_left', 'ttl')
  local word = job.err and 'wrong_type' or nil
  if no_job and not word and redis.call('EXISTS', hash) == 1 then word = 'changed' end
  for i = 1, 5 do
    local expected = text()
    if not word and not no_job and (job[i] or '') ~= expected then word = 'changed' end
  end
  if not (fits(place, kind) and fits(started, 'zset')) then
    word = 'wrong_type'
  elseif kind == 'zset' then
    local score = redis.call('ZSCORE', place, entry)
    word = word or not score and 'gone' or tonumber(score) > clock and 'running' or nil
  end
  local running, executions = runs(id, entry)
  if kind == 'list' then
    first_seen, sights = key(), key()
    if not (fits(sights, 'hash') and fits(first_seen, 'string')) then word = word or 'wrong_type' end
  end
  return fates[what](id, hash, entry, word or running, not job.err and lifetime(job[6]), executions)
end

local answers = each(number(), settle)
push_all()
return answers
