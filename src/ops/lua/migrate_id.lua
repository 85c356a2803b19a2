-- The random text that says which server a map of IDs belongs to, and how many maps there are: `TEXT MAPS`.
-- KEYS     P:rqctl:id
-- ARGV     make and a proposal, for one map more; or drop and the text, for one less, and with the last the key
-- RETURNS  the text that holds afterwards, or nothing
local held = redis.pcall('GET', KEYS[1])
if type(held) == 'table' then return nil end
local id, maps = string.match(held or '', '^(%S+) ?(%d*)')
maps = id and tonumber(maps) or 0
if ARGV[1] == 'make' then
  id = id or ARGV[2]
  redis.call('SET', KEYS[1], id .. ' ' .. maps + 1)
  return id
end
if id ~= ARGV[2] then return id end
if maps > 1 then
  redis.call('SET', KEYS[1], id .. ' ' .. maps - 1)
  return id
end
redis.call('UNLINK', KEYS[1])
return nil
