-- Notes which entries of an intermediate list were first seen now, and forgets those that are gone.
-- KEYS     by their numbers in ARGV
-- ARGV     lock, our token ('' = without a lock), seconds that it lives, our hash of first sights, seconds that a sight
--          is remembered, n; per entry ours, the entry and its stamp, or rq, the entry, its stamp and RQ's own key, or
--          forget, the entry and the stamp as read
-- RETURNS  locked, or per entry: done changed wrong_type
if lock_lost() then return 'locked' end
local sights, remembered = key(), text()

local function note()
  local whose, entry, stamp = text(), text(), text()
  local theirs = whose == 'rq' and key()
  if theirs then
    if not fits(theirs, 'string') then return 'wrong_type' end
    redis.call('SET', theirs, stamp, 'EX', remembered)
    return 'done'
  end
  if not fits(sights, 'hash') then return 'wrong_type' end
  if whose == 'forget' then
    if redis.call('HGET', sights, entry) ~= stamp then return 'changed' end
    redis.call('HDEL', sights, entry)
    return 'done'
  end
  redis.call('HSET', sights, entry, stamp)
  redis.call('EXPIRE', sights, remembered)
  return 'done'
end

return each(number(), note)
