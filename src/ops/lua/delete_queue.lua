-- Takes an empty queue off the list of queues.
-- KEYS     1 P:queues  2 its list  3 its intermediate list
-- RETURNS  done, gone (there was no such queue), not_empty or wrong_type
if not (fits(KEYS[1], 'set') and fits(KEYS[2], 'list') and fits(KEYS[3], 'list')) then return 'wrong_type' end
-- Our tombstones are no jobs, but they are swept before this is called.
if redis.call('EXISTS', KEYS[2], KEYS[3]) > 0 then return 'not_empty' end
return redis.call('SREM', KEYS[1], KEYS[2]) == 1 and 'done' or 'gone'
