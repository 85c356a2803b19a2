-- Takes waiting jobs out of wherever they wait and marks them canceled. Any other job, too, where the caller
-- insists.
-- KEYS     by their numbers in ARGV
-- ARGV     now in seconds, horizon as RQ writes it, hash of a job called like the tombstone, windows, n; per job: ID,
--          hash and dependents, its kind with whether it runs (0 or 1) and with a rate-limit key the waiting and
--          the allowed set; entries of the started registry; sets of dependents that forget the job
-- RETURNS  per job: done, and where somebody waits for it with how many and some of them; or gone changed moved newer
--          in_flight conflict wrong_type; behind them, as `take_struck` says, what was cut off
local seconds, horizon, conflict = text(), text(), redis.call('EXISTS', key()) == 1
read_windows()

local REGISTRIES = {'finished', 'failed', 'deferred', 'scheduled', 'ready'}

local function more(kind)
  kind.runs = text() == '1'
  if kind.limit ~= '' then kind.waiting, kind.allowed = key(), key() end
end

local n = count()
local HASH, DEPENDENTS = column(1), column(2)

local function cancel(i)
  local id, kind, hash, dependents = text(), kind(more), KEYS[HASH + i], KEYS[DEPENDENTS + i]
  local queue, how, stuck, waiting, allowed = kind.queue, kind.how, kind.stuck, kind.waiting, kind.allowed
  local entries, parents = {}, {}
  for i = 1, number() do entries[i] = text() end
  for i = 1, number() do parents[i] = key() end
  if conflict then return 'conflict' end
  local job = redis.pcall('HMGET', hash, 'status', 'origin', 'rate_limit_key', 'enqueued_at', 'ended_at', 'created_at')
  if job.err then return 'wrong_type' end
  if not job[1] then return 'gone' end
  if not unchanged(kind, job[1], job[2], job[3]) then return 'changed' end
  if stuck ~= '' and job[4] ~= stuck then return 'changed' end
  if later(horizon, job[4], job[5], job[6]) then return 'newer' end
  if not queue_fits(queue) then return 'wrong_type' end
  local count = count_waiting(dependents)
  if not count then return 'wrong_type' end
  if waiting and not (fits(waiting, 'zset') and fits(allowed, 'zset')) then return 'wrong_type' end
  for _, dependents in ipairs(parents) do
    if not fits(dependents, 'set') then return 'wrong_type' end
  end
  if not stands(queue.list, id, how) then return 'moved' end

  if not take_out(queue, id, how, kind.status == 'queued', stuck ~= '', REGISTRIES) then return 'in_flight' end
  for _, entry in ipairs(entries) do redis.call('ZREM', queue.wip, entry) end
  for _, dependents in ipairs(parents) do redis.call('SREM', dependents, id) end
  if waiting then
    redis.call('ZREM', waiting, id)
    -- The slot of a job that runs on is freed when it ends.
    if not kind.runs then redis.call('ZREM', allowed, id) end
  end
  redis.call('HSET', hash, 'status', 'canceled')
  redis.call('ZADD', queue.canceled, seconds, id)
  return waiting_for(dependents, count)
end

return take_struck(each(n, cancel))
