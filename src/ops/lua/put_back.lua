-- Puts jobs that were held back where they were. One that changed since is only forgotten.
-- KEYS     by their numbers in ARGV
-- ARGV     P:queues, n; per job: ID, hash, held hash, what it keeps of the job as read, status and enqueued_at then, list of its queue,
--          the registry or waiting set that held it or the list again, its score there or nothing
-- RETURNS  per job: done not_held gone changed wrong_type
local queues = key()

local function release()
  local id, hash, held, kept, status, enqueued_at = text(), key(), key(), text(), text(), text()
  local list, from, score = key(), key(), text()
  if not (fits(held, 'hash') and fits(queues, 'set') and fits(list, 'list')) then return 'wrong_type' end
  if from ~= list and not fits(from, 'zset') then return 'wrong_type' end
  local now = redis.call('HGET', held, id)
  if not now then return 'not_held' end
  if now ~= kept then return 'changed' end
  local job = redis.pcall('HMGET', hash, 'status', 'enqueued_at')
  if job.err then return 'wrong_type' end

  redis.call('HDEL', held, id)
  if not job[1] then return 'gone' end
  if job[1] ~= status or (job[2] or '') ~= enqueued_at then return 'changed' end
  if from == list then
    enlist(queues, list)
    push(list, id, true)
  else
    redis.call('ZADD', from, score, id)
  end
  return 'done'
end

local answers = each(number(), release)
push_all()
return answers
