-- The random text that says which server a map of IDs belongs to.
-- KEYS     P:rqctl:id
-- ARGV     make and a proposal, or drop and what it must be
-- RETURNS  the text that holds afterwards, or nothing
local id = redis.pcall('GET', KEYS[1])
if type(id) == 'table' then return nil end
if ARGV[1] == 'make' then
  if id then return id end
  redis.call('SET', KEYS[1], ARGV[2], 'NX')
  return ARGV[2]
end
if id == ARGV[2] then
  redis.call('UNLINK', KEYS[1])
  return nil
end
return id
