-- Removes entries of one registry whose time is over. Those with a score below 0 never expire.
-- KEYS     1 the registry
-- ARGV     now in seconds, how many at most
-- RETURNS  how many were removed, or wrong_type
local registry, now, most = KEYS[1], text(), number()
if not fits(registry, 'zset') then return 'wrong_type' end
local first = redis.call('ZCOUNT', registry, '-inf', '(0')
local count = math.min(redis.call('ZCOUNT', registry, 0, now), most)
if count == 0 then return 0 end
return redis.call('ZREMRANGEBYRANK', registry, first, first + count - 1)
