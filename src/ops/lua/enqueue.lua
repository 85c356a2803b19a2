-- How jobs get into a queue. Included by the scripts that put them there.

-- RQ's empty traceback: zlib of nothing.
local NO_TRACEBACK = '\120\156\003\000\000\000\000\001'

-- Seconds that a waiting job may live, from its field `ttl`: nil for ever, false where RQ could not read it.
local function lifetime(ttl)
  if not ttl or ttl == '' then return nil end
  if #ttl > 12 or not string.find(ttl, '^%d+$') then return false end
  return tonumber(ttl) > 0 and ttl or nil
end

-- Whether the sets beside a hash are sets, where they exist. Most jobs have none, and nothing more is done to those.
local absent = {}
local function sets_fit(one, other)
  if redis.call('EXISTS', one, other) == 0 then
    absent[one] = true
    return true
  end
  return fits(one, 'set') and fits(other, 'set')
end

-- A waiting job lives as long as its `ttl` says, and no longer as long as an earlier end of it said. So do the sets
-- beside its hash, if it may have any.
local function last(key, seconds)
  if seconds then redis.call('EXPIRE', key, seconds) else redis.call('PERSIST', key) end
end
local function live(seconds, hash, one, other)
  last(hash, seconds)
  if one and not absent[one] then
    last(one, seconds)
    last(other, seconds)
  end
end

-- Pushed when every item was looked at, in one call a list.
local pushes = {LPUSH = {}, RPUSH = {}}
local function push(list, id, front)
  local lists = front and pushes.LPUSH or pushes.RPUSH
  local ids = lists[list] or {}
  ids[#ids + 1] = id
  lists[list] = ids
end
local function push_all()
  for list, ids in pairs(pushes.LPUSH) do redis.call('LPUSH', list, unpack(ids)) end
  for list, ids in pairs(pushes.RPUSH) do redis.call('RPUSH', list, unpack(ids)) end
end
