-- Puts waiting jobs aside, where no worker and no scheduler sees them. Status and times to live stay as they are.
-- KEYS     by their numbers in ARGV
-- ARGV     now in seconds, horizon as RQ writes it, hash of a job called like the tombstone, windows, n; per job: ID,
--          hash, its kind with the registry that holds it or nothing, with a rate-limit key its waiting set, and the first
--          half of what is kept of it; enqueued_at as read, its score in the registry, the second half of what is kept
-- RETURNS  per job: done gone already changed moved newer in_flight conflict wrong_type; behind them, as `take_struck`
--          says, what was cut off
local _, horizon, conflict = text(), text(), redis.call('EXISTS', key()) == 1
read_windows()

local REGISTRIES = {'deferred', 'scheduled', 'ready'}

local function more(kind)
  kind.registry = text()
  if kind.limit ~= '' then kind.waiting = key() end
  kind.before = text()
end

local n = count()
local HASH = column(1)

local function hold(i)
  local id, hash, kind = text(), KEYS[HASH + i], kind(more)
  local queue, how, stuck, waiting = kind.queue, kind.how, kind.stuck, kind.waiting
  local enqueued_at, score, after = text(), text(), text()
  if conflict then return 'conflict' end
  local job = redis.pcall('HMGET', hash, 'status', 'origin', 'rate_limit_key', 'enqueued_at', 'ended_at', 'created_at')
  if job.err then return 'wrong_type' end
  if not job[1] then return 'gone' end
  if not unchanged(kind, job[1], job[2], job[3]) or (job[4] or '') ~= enqueued_at then return 'changed' end
  if later(horizon, job[4], job[5], job[6]) then return 'newer' end
  if not queue_fits(queue) then return 'wrong_type' end
  if waiting and not fits(waiting, 'zset') then return 'wrong_type' end
  if redis.call('HGET', queue.held, id) then return 'already' end
  local from = kind.registry == 'rate-limited' and waiting or queue[kind.registry]
  if from and tonumber(redis.call('ZSCORE', from, id) or 'nan') ~= tonumber(score) then return 'changed' end
  if not stands(queue.list, id, how) then return 'moved' end

  local position = how == 'index' and string.format('%d', indices_of(windows[queue.list], id)[1]) or 'null'
  if not take_out(queue, id, how, kind.status == 'queued', stuck ~= '', REGISTRIES) then
    return 'in_flight'
  end
  if waiting then redis.call('ZREM', waiting, id) end
  redis.call('HSET', queue.held, id, kind.before .. position .. after)
  return 'done'
end

return take_struck(each(n, hold))
