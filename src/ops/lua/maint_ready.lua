-- Queues jobs whose parents are done, from the ready registry.
-- KEYS     by their numbers in ARGV
-- ARGV     now as RQ writes it, now in seconds, lock, our token ('' = without a lock), seconds that it lives, P:queues, n;
--          the jobs as in release.lua
-- RETURNS  locked, or per job: done gone changed unreadable wrong_type wrong_state
local now, seconds = text(), text()
if lock_lost() then return 'locked' end
local queues = key()

local function release()
  local job = waiting_job()
  local word = kept_waiting(job)
  if word then return word end
  if not redis.call('ZSCORE', job.registry, job.id) then return 'gone' end
  go(job, queues, now, seconds)
  return 'done'
end

local answers = each(number(), release)
push_all()
return answers
