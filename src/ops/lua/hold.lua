-- Puts waiting jobs aside, where no worker and no scheduler sees them. Status and times to live stay as they are.
-- KEYS     by their numbers in ARGV
-- ARGV     now in seconds, horizon as RQ writes it, hash of a job called like the tombstone, windows, n; per job: ID,
--          hash, first key of its queue, how it is listed, status, origin and rate-limit key as read, enqueued_at of a
--          job that is stuck or nothing; enqueued_at as read, the registry that holds it or nothing and its score there, both
--          halves of what is kept of it; with a rate-limit key its waiting set
-- RETURNS  per job: done gone already changed moved newer in_flight conflict wrong_type
local _, horizon, conflict = text(), text(), redis.call('EXISTS', key()) == 1
read_windows()

local function hold()
  local id, hash, queue, how = text(), key(), queue_keys(), text()
  local status, origin, limit, stuck = text(), text(), text(), text()
  local enqueued_at, registry, score, before, after = text(), text(), text(), text(), text()
  local waiting
  if limit ~= '' then waiting = key() end
  if conflict then return 'conflict' end
  local job = redis.pcall('HMGET', hash, 'status', 'origin', 'rate_limit_key', 'enqueued_at', 'ended_at', 'created_at')
  if job.err then return 'wrong_type' end
  if not job[1] then return 'gone' end
  if job[1] ~= status or (job[2] or '') ~= origin or (job[3] or '') ~= limit or (job[4] or '') ~= enqueued_at then
    return 'changed'
  end
  if later(horizon, job[4], job[5], job[6]) then return 'newer' end
  if not queue_fits(queue) then return 'wrong_type' end
  if waiting and not fits(waiting, 'zset') then return 'wrong_type' end
  if redis.call('HGET', queue.held, id) then return 'already' end
  local from = registry == 'rate-limited' and waiting or queue[registry]
  if from and tonumber(redis.call('ZSCORE', from, id) or 'nan') ~= tonumber(score) then return 'changed' end
  if not stands(queue.list, id, how) then return 'moved' end

  local position = how == 'index' and string.format('%d', windows[queue.list].at[id][1]) or 'null'
  if not take_out(queue, id, how, status == 'queued', stuck ~= '', {'deferred', 'scheduled', 'ready'}) then
    return 'in_flight'
  end
  if waiting then redis.call('ZREM', waiting, id) end
  redis.call('HSET', queue.held, id, before .. position .. after)
  return 'done'
end

return each(number(), hold)
