-- Removes members whose key is gone from a set, and the name of the set where nothing is left of it.
-- KEYS     by their numbers in ARGV
-- ARGV     the set, the set of names, the name of the set in there ('' = the members are the names), n; per member the
--          member and its key
-- RETURNS  how many went, or wrong_type
local set, names, name = key(), key(), text()
if not (fits(set, 'set') and fits(names, 'set')) then return 'wrong_type' end
local count = 0
for _ = 1, number() do
  local member, its_key = text(), key()
  if redis.call('EXISTS', its_key) == 0 then
    local went = redis.call('SREM', set, member)
    if name == '' then went = math.max(went, redis.call('SREM', names, member)) end
    count = count + went
  end
end
if name ~= '' and redis.call('EXISTS', set) == 0 then
  local went = redis.call('SREM', names, name)
  if count == 0 then count = went end
end
return count
