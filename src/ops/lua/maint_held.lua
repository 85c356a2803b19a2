-- The maintenance lock in every step that needs it: a pass of RQ that overlaps acts on what it read before.

-- Reads the lock, our token ('' = without a lock) and the seconds that it lives; renews it, and says whether it is lost.
local function lock_lost()
  local lock, token, seconds = key(), text(), text()
  if token == '' then return false end
  if not fits(lock, 'string') or redis.call('GET', lock) ~= token then return true end
  redis.call('EXPIRE', lock, seconds)
  return false
end
