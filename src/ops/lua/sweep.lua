-- Removes some of the tombstones that taken jobs left in a list.
-- KEYS     1 the list  2 hash of a job called like the tombstone
-- ARGV     how many at most, counted from the head, or with a minus from the tail
-- RETURNS  how many, or conflict or wrong_type
if not fits(KEYS[1], 'list') then return 'wrong_type' end
if redis.call('EXISTS', KEYS[2]) == 1 then return 'conflict' end
return redis.call('LREM', KEYS[1], number(), 'rqctl-removed')
