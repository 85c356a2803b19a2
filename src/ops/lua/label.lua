-- Name the server, or take its name away, if it still has the name that was shown.
-- KEYS     1 the label
-- ARGV     1 name as seen, empty for none  2 protected as seen, 1 or 0  3 new name, empty for none
--          4 protected from now on, 1 or 0
-- RETURNS  done, changed or wrong_type
local K = KEYS[1]
if not fits(K, 'hash') then return 'wrong_type' end
local name = redis.call('HGET', K, 'name') or ''
local protected = redis.call('HGET', K, 'protected') == '1' and '1' or '0'
if name ~= ARGV[1] or protected ~= ARGV[2] then return 'changed' end
redis.call('UNLINK', K)
if ARGV[3] ~= '' then redis.call('HSET', K, 'name', ARGV[3], 'protected', ARGV[4]) end
return 'done'
