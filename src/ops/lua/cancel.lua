-- Takes waiting jobs out of wherever they wait and marks them canceled. Any other job, too, where the caller
-- insists.
-- KEYS     by their numbers in ARGV
-- ARGV     now in seconds, horizon as RQ writes it, hash of a job called like the tombstone, windows, n; per job: ID,
--          hash, first key of its queue, how it is listed, status, origin and rate-limit key as read, enqueued_at of
--          a job that is stuck or nothing; dependents; whether it runs (0 or 1); with a rate-limit key the waiting and the
--          allowed set; entries of the started registry; sets of dependents that forget the job
-- RETURNS  per job: done with the number of dependents and some of them, or gone changed moved newer in_flight conflict wrong_type
local seconds, horizon, conflict = text(), text(), redis.call('EXISTS', key()) == 1
read_windows()

local function cancel()
  local id, hash, queue, how = text(), key(), queue_keys(), text()
  local status, origin, limit, stuck = text(), text(), text(), text()
  local dependents, runs = key(), text() == '1'
  local waiting, allowed
  if limit ~= '' then waiting, allowed = key(), key() end
  local entries, parents = {}, {}
  for i = 1, number() do entries[i] = text() end
  for i = 1, number() do parents[i] = key() end
  if conflict then return 'conflict' end
  local job = redis.pcall('HMGET', hash, 'status', 'origin', 'rate_limit_key', 'enqueued_at', 'ended_at', 'created_at')
  if job.err then return 'wrong_type' end
  if not job[1] then return 'gone' end
  if job[1] ~= status or (job[2] or '') ~= origin or (job[3] or '') ~= limit then return 'changed' end
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

  local registries = {'finished', 'failed', 'deferred', 'scheduled', 'ready'}
  if not take_out(queue, id, how, status == 'queued', stuck ~= '', registries) then return 'in_flight' end
  for _, entry in ipairs(entries) do redis.call('ZREM', queue.wip, entry) end
  for _, dependents in ipairs(parents) do redis.call('SREM', dependents, id) end
  if waiting then
    redis.call('ZREM', waiting, id)
    -- The slot of a job that runs on is freed when it ends.
    if not runs then redis.call('ZREM', allowed, id) end
  end
  redis.call('HSET', hash, 'status', 'canceled')
  redis.call('ZADD', queue.canceled, seconds, id)
  return waiting_for(dependents, count)
end

return each(number(), cancel)
