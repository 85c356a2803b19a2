-- Removes some of the tombstones that taken jobs left in a list.
-- KEYS     1 the list  2 hash of a job called like the tombstone
-- ARGV     how many at most, counted from the head, or with a minus from the tail; 0, or so many entries at the tail that
--          must hold them all: with more than that among them another run is at work there, and nothing is removed
-- RETURNS  how many, or conflict or wrong_type
local count, reach = number(), number()
if not fits(KEYS[1], 'list') then return 'wrong_type' end
if redis.call('EXISTS', KEYS[2]) == 1 then return 'conflict' end
if reach > 0 then
  local met = 0
  for _, entry in ipairs(redis.call('LRANGE', KEYS[1], -reach, -1)) do
    if entry == 'rqctl-removed' then met = met + 1 end
  end
  if met == 0 or met > -count then return 0 end
  count = -met
end
return redis.call('LREM', KEYS[1], count, 'rqctl-removed')
