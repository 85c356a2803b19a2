-- Let workers take jobs again.
-- KEYS     1 the suspension
-- RETURNS  how many suspensions ended, 0 or 1
return redis.call('UNLINK', KEYS[1])
