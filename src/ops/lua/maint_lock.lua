-- Takes the maintenance lock of a queue, or gives it back.
-- KEYS     1 the lock
-- ARGV     take or release, our token, seconds that we take it for, milliseconds: a lock of RQ that has less left
--          than this (-1 = for ever) was left behind and is taken over
-- RETURNS  ours, {taken_over, value, ms left}, {held, value, ms left; -1 = for ever}, released
local lock = KEYS[1]
local what, token, seconds, left_behind = text(), text(), text(), number()
if not fits(lock, 'string') then return {'held', '', -1} end
local value = redis.call('GET', lock)
if what == 'release' then
  if value == token then redis.call('UNLINK', lock) end
  return 'released'
end
if value == token then
  redis.call('EXPIRE', lock, seconds)
  return 'ours'
end
local left = redis.call('PTTL', lock)
if value and not (value == '1' and left < left_behind) then return {'held', value, left} end
-- First a removal: a server that is full takes the lock all the same.
redis.call('UNLINK', lock)
redis.call('SET', lock, token, 'EX', seconds)
return value and {'taken_over', value, left} or 'ours'
