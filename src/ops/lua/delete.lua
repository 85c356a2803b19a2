-- Removes jobs with everything that belongs to them, from every place.
-- KEYS     by their numbers in ARGV
-- ARGV     now in seconds, horizon as RQ writes it, hash of a job called like the tombstone, P:groups, windows, n;
--          per job: ID, a row of hash, dependents, dependencies, results, executions and first_seen, its kind with insist
--          (0 or 1), with a rate-limit key the waiting and the allowed set, group as read and with a group its set;
--          executions as far as they are known, each as an entry, its hash, and whether (0 or 1) and where its worker
--          keeps it; dependents of each parent that is known
-- RETURNS  per job: done with the number of dependents and some of them, or gone changed moved look newer running in_flight conflict
--          wrong_type
local seconds, horizon, conflict, groups = text(), text(), redis.call('EXISTS', key()) == 1, key()
read_windows()

-- What several jobs of a call have in common is done once, in the end: keys that go, and sets that lose members.
local going, goes, leaving, grouped = {}, {}, {}, {}
local function go(...)
  for _, key in ipairs({...}) do
    going[#going + 1], goes[key] = key, true
  end
end
local function leave(set, id)
  local ids = leaving[set] or {}
  ids[#ids + 1] = id
  leaving[set] = ids
end
local function take_leave(set)
  if leaving[set] then redis.call('SREM', set, unpack(leaving[set])) end
  leaving[set] = nil
end

local REGISTRIES = {'wip', 'finished', 'failed', 'deferred', 'scheduled', 'canceled', 'ready'}

local function more(kind)
  kind.insist = text() == '1'
  if kind.limit ~= '' then kind.waiting, kind.allowed = key(), key() end
  kind.group = text()
  if kind.group ~= '' then kind.members = key() end
end

local function delete()
  local id, hash, dependents, dependencies, results, executions, first_seen = text(), row(6)
  local kind = kind(more)
  local queue, how, stuck, insist = kind.queue, kind.how, kind.stuck, kind.insist
  local waiting, allowed, group, members = kind.waiting, kind.allowed, kind.group, kind.members
  local runs, parents = {}, {}
  for i = 1, number() do
    runs[i] = {entry = text(), hash = key()}
    if text() == '1' then runs[i].worker = key() end
  end
  for i = 1, number() do parents[i] = key() end
  if conflict then return 'conflict' end
  if goes[hash] then return 'gone' end
  local job = redis.pcall('HMGET', hash, 'status', 'origin', 'rate_limit_key', 'group_id', 'enqueued_at', 'ended_at',
    'created_at')
  if job.err then return 'wrong_type' end
  if not job[1] and redis.call('EXISTS', hash) == 0 then return 'gone' end
  if not unchanged(kind, job[1], job[2], job[3]) or (job[4] or '') ~= group then return 'changed' end
  if stuck ~= '' and job[5] ~= stuck then return 'changed' end
  if later(horizon, job[5], job[6], job[7]) then return 'newer' end
  if not (queue_fits(queue) and fits(groups, 'set')) then return 'wrong_type' end
  if waiting and not (fits(waiting, 'zset') and fits(allowed, 'zset')) then return 'wrong_type' end
  if members and not fits(members, 'set') then return 'wrong_type' end
  take_leave(dependents)
  -- Most jobs have little beside them: what is there is counted until nothing is left. Each count says too whether the
  -- key is of its type.
  local left = redis.call('EXISTS', dependents, dependencies, results, executions, first_seen)
  local beside, waits, depends, ran = left > 0, 0, 0, 0
  if left > 0 then
    local count = redis.pcall('XLEN', results)
    if type(count) ~= 'number' then return 'wrong_type' end
    if count > 0 then left = left - 1 end
  end
  if left > 0 then
    depends = redis.pcall('SCARD', dependencies)
    if type(depends) ~= 'number' then return 'wrong_type' end
    if depends > 0 then left = left - 1 end
  end
  if left > 0 then
    waits, ran = count_waiting(dependents), redis.pcall('ZCARD', executions)
    if not waits or type(ran) ~= 'number' or type(redis.pcall('STRLEN', first_seen)) ~= 'number' then return 'wrong_type' end
  end
  for _, set in ipairs(parents) do
    if not fits(set, 'set') then return 'wrong_type' end
  end
  for _, run in ipairs(runs) do
    if not fits(run.hash, 'hash') or (run.worker and not fits(run.worker, 'set')) then return 'wrong_type' end
  end
  local runs_now = ran > 0 and redis.call('ZCOUNT', executions, '(' .. seconds, '+inf') > 0
  local deadline = there(queue.wip) and redis.call('ZSCORE', queue.wip, id)
  if not insist and (runs_now or (deadline and tonumber(deadline) > tonumber(seconds))) then return 'running' end
  -- Whoever else names the job must be known, so that it is forgotten there.
  if depends > #parents or ran > #runs then return 'look' end
  if not stands(queue.list, id, how) then return 'moved' end

  if not take_out(queue, id, how, kind.status == 'queued' and not insist, stuck ~= '', REGISTRIES) then return 'in_flight' end
  local done = waiting_for(dependents, waits)
  go(hash)
  if beside then go(dependents, dependencies, results, executions, first_seen) end
  for _, run in ipairs(runs) do
    go(run.hash)
    redis.call('ZREM', queue.wip, run.entry)
    if run.worker then redis.call('SREM', run.worker, run.entry) end
  end
  for _, set in ipairs(parents) do leave(set, id) end
  if there(queue.seen) then redis.call('HDEL', queue.seen, id) end
  if waiting then
    redis.call('ZREM', waiting, id)
    -- The slot of a job that runs on is freed when it ends.
    if not runs_now then redis.call('ZREM', allowed, id) end
  end
  if members then
    leave(members, id)
    grouped[members] = group
  end
  return done
end

local answers = each(number(), delete)
for set in pairs(leaving) do take_leave(set) end
for members, group in pairs(grouped) do
  if redis.call('EXISTS', members) == 0 then redis.call('SREM', groups, group) end
end
if #going > 0 then redis.call('UNLINK', unpack(going)) end
return answers
