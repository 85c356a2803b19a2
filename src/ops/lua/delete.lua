-- Removes jobs with everything that belongs to them, from every place.
-- KEYS     by their numbers in ARGV
-- ARGV     now in seconds, horizon as RQ writes it, hash of a job called like the tombstone, P:groups, windows, n;
--          per job: ID, hash, dependents, dependencies, results, executions and first_seen, its kind with insist
--          (0 or 1), with a rate-limit key the waiting and the allowed set, group as read and with a group its set; and
--          who else names it, in common with others: executions as far as they are known, each as an entry, its hash,
--          and whether (0 or 1) and where its worker keeps it; parents that are known, each with its dependents
-- RETURNS  per job: done, and where somebody waits for it with how many and some of them; or gone changed moved look
--          newer running in_flight conflict wrong_type; behind them, as `take_struck` says, what was cut off
local seconds, horizon, conflict, groups = text(), text(), redis.call('EXISTS', key()) == 1, key()
read_windows()

-- What several jobs of a call have in common is done once, in the end: keys that go, and sets that lose members.
local goes, gone, leaving, grouped = {}, {}, {}, {}
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

-- A job that waits in a list has been there since its enqueued_at.
local QUEUED = {'status', 'origin', 'rate_limit_key', 'group_id', 'enqueued_at'}
local OTHERS = {'status', 'origin', 'rate_limit_key', 'group_id', 'enqueued_at', 'ended_at', 'created_at'}

local function more(kind)
  kind.insist = text() == '1'
  kind.fields = kind.status == 'queued' and QUEUED or OTHERS
  if kind.limit ~= '' then kind.waiting, kind.allowed = key(), key() end
  kind.group = text()
  if kind.group ~= '' then kind.members = key() end
end

-- Whether all keys of a kind are of the types that RQ stores there.
local function kind_fits(kind)
  if kind.fits == nil then
    kind.fits = queue_fits(kind.queue) and fits(groups, 'set') and (not kind.members or fits(kind.members, 'set'))
      and (not kind.waiting or (fits(kind.waiting, 'zset') and fits(kind.allowed, 'zset')))
  end
  return kind.fits
end

local function read_others()
  local runs, parents = {}, {}
  for i = 1, number() do
    runs[i] = {entry = text(), hash = key()}
    if text() == '1' then runs[i].worker = key() end
  end
  for i = 1, number() do parents[i] = {id = text(), dependents = key()} end
  return {runs = runs, parents = parents}
end

-- Whether all keys of those who name a job are of the types that RQ stores there.
local function others_fit(others)
  if others.fits == nil then
    others.fits = true
    for _, parent in ipairs(others.parents) do others.fits = fits(parent.dependents, 'set') and others.fits end
    for _, run in ipairs(others.runs) do
      others.fits = fits(run.hash, 'hash') and (not run.worker or fits(run.worker, 'set')) and others.fits
    end
  end
  return others.fits
end

local n = count()
local HASH, DEPENDENTS, DEPENDENCIES = column(1), column(2), column(3)
local RESULTS, EXECUTIONS, FIRST_SEEN = column(4), column(5), column(6)
-- Most jobs have little beside them: what none of them has is not looked for again.
local has = {}
for _, column in ipairs({DEPENDENTS, DEPENDENCIES, RESULTS, EXECUTIONS, FIRST_SEEN}) do has[column] = any(column) end

local function delete(i)
  local id, kind, others, hash = text(), kind(more), common(text(), read_others), KEYS[HASH + i]
  local queue, how, stuck, insist = kind.queue, kind.how, kind.stuck, kind.insist
  local waiting, allowed, group, members = kind.waiting, kind.allowed, kind.group, kind.members
  local runs, parents = others.runs, others.parents
  if conflict then return 'conflict' end
  if gone[hash] then return 'gone' end
  local job = redis.pcall('HMGET', hash, unpack(kind.fields))
  if job.err then return 'wrong_type' end
  if not job[1] and redis.call('EXISTS', hash) == 0 then return 'gone' end
  if not unchanged(kind, job[1], job[2], job[3]) or (job[4] or '') ~= group then return 'changed' end
  if stuck ~= '' and job[5] ~= stuck then return 'changed' end
  if later(horizon, job[5], job[6], job[7]) then return 'newer' end
  if not kind_fits(kind) then return 'wrong_type' end
  -- How many there are of them says too whether the key is of its type.
  local waits, depends, ran = 0, 0, 0
  if has[DEPENDENTS] then
    take_leave(KEYS[DEPENDENTS + i])
    waits = count_waiting(KEYS[DEPENDENTS + i])
    if not waits then return 'wrong_type' end
  end
  if has[DEPENDENCIES] then
    depends = redis.pcall('SCARD', KEYS[DEPENDENCIES + i])
    if type(depends) ~= 'number' then return 'wrong_type' end
  end
  if has[EXECUTIONS] then
    ran = redis.pcall('ZCARD', KEYS[EXECUTIONS + i])
    if type(ran) ~= 'number' then return 'wrong_type' end
  end
  if has[RESULTS] and type(redis.pcall('XLEN', KEYS[RESULTS + i])) ~= 'number' then return 'wrong_type' end
  if has[FIRST_SEEN] and type(redis.pcall('STRLEN', KEYS[FIRST_SEEN + i])) ~= 'number' then return 'wrong_type' end
  if not others_fit(others) then return 'wrong_type' end
  local runs_now = ran > 0 and redis.call('ZCOUNT', KEYS[EXECUTIONS + i], '(' .. seconds, '+inf') > 0
  local deadline = queue.has.wip and redis.call('ZSCORE', queue.wip, id)
  if not insist and (runs_now or (deadline and tonumber(deadline) > tonumber(seconds))) then return 'running' end
  -- Whoever else names the job must be known, so that it is forgotten there.
  if depends > #parents or ran > #runs then return 'look' end
  if depends > 0 then
    local known = 0
    for j = 1, #parents do known = known + redis.call('SISMEMBER', KEYS[DEPENDENCIES + i], parents[j].id) end
    if known < depends then return 'look' end
  end
  if not stands(queue.list, id, how) then return 'moved' end

  if not take_out(queue, id, how, kind.status == 'queued' and not insist, stuck ~= '', REGISTRIES) then return 'in_flight' end
  local done = waiting_for(KEYS[DEPENDENTS + i], waits)
  gone[hash], goes[#goes + 1] = true, i
  for j = 1, #runs do
    local run = runs[j]
    redis.call('UNLINK', run.hash)
    redis.call('ZREM', queue.wip, run.entry)
    if run.worker then redis.call('SREM', run.worker, run.entry) end
  end
  for j = 1, #parents do leave(parents[j].dependents, id) end
  if queue.has.seen then redis.call('HDEL', queue.seen, id) end
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

local answers = take_struck(each(n, delete))
for set in pairs(leaving) do take_leave(set) end
for members, group in pairs(grouped) do
  if redis.call('EXISTS', members) == 0 then redis.call('SREM', groups, group) end
end
-- A column goes as a whole where all jobs go.
local function unlink(column)
  if #goes == n then return redis.call('UNLINK', unpack(KEYS, column + 1, column + n)) end
  local keys = {}
  for j, i in ipairs(goes) do keys[j] = KEYS[column + i] end
  redis.call('UNLINK', unpack(keys))
end
if #goes > 0 then
  unlink(HASH)
  for column, any in pairs(has) do
    if any then unlink(column) end
  end
end
return answers
