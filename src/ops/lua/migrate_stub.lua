-- Removes what a late write left under an old name: a hash without a call, whose job has its new name.
-- KEYS     the old hash, the new hash
-- RETURNS  done changed wrong_type
if not (fits(KEYS[1], 'hash') and fits(KEYS[2], 'hash')) then return 'wrong_type' end
if redis.call('HGET', KEYS[1], 'data') or redis.call('EXISTS', KEYS[2]) == 0 then return 'changed' end
redis.call('UNLINK', KEYS[1])
return 'done'
