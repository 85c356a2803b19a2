-- How a job is taken out of where it stands. Included, after `queue.lua`, by the scripts that take jobs away or aside.

-- What stands in a list in place of a job that was taken out by its index: no worker knows a job of that name.
local TOMBSTONE = 'rqctl-removed'

-- Entries that are read on either side of those looked for; and if one is not among them, farther from the tail, where
-- others push, and nearer to it, where others sweep.
local BESIDE, FARTHER, NEARER = 5, 200, 50

-- Where each entry of a part of a list stands: an index, or several in their order.
local function read_window(list, window, first, last)
  window.at = {}
  first, last = math.max(0, first), math.min(window.length - 1, last)
  if first > last then return end
  for i, entry in ipairs(redis.call('LRANGE', list, first, last)) do
    local before, index = window.at[entry], first + i - 1
    if type(before) == 'table' then
      table.insert(before, index)
    else
      window.at[entry] = before and {before, index} or index
    end
  end
end

-- Reads the parts of lists in which the jobs of this call stood.
-- ARGV: whether what is taken off the end of a list may be cut off (0 or 1), how many; per list: its key, how far from
-- the tail the nearest and the farthest of them stood (1 is last)
local windows, lists, cuts = {}, {}, false
local function read_windows()
  cuts = text() == '1'
  for i = 1, number() do
    local list, nearest, farthest = key(), number(), number()
    lists[i] = list
    if fits(list, 'list') then
      local length = redis.call('LLEN', list)
      local window = {length = length, first = length - farthest, last = length - nearest, struck = {}}
      read_window(list, window, window.first - BESIDE, window.last + BESIDE)
      windows[list] = window
    end
  end
end

-- How a job is found in its list: `index` in the window, `search` through the whole list;
-- `held` where it was put aside, `none` where it waits elsewhere. Whether it is where it was seen.
local function stands(list, id, how)
  if how ~= 'index' then return true end
  local window = windows[list]
  if window and not window.at[id] and not window.wide then
    window.wide = true
    read_window(list, window, window.first - FARTHER, window.last + NEARER)
  end
  return window ~= nil and window.at[id] ~= nil
end

-- The indices at which the window shows a job, in their order.
local function indices_of(window, id)
  local at = window.at[id]
  return type(at) == 'table' and at or {at}
end

-- Strikes a job out wherever the window shows it. What is struck goes in the end.
local function strike(window, id)
  local at = window.at[id]
  if type(at) == 'table' then
    for _, index in ipairs(at) do window.struck[index] = true end
  else
    window.struck[at] = true
  end
  window.at[id] = nil
end

-- Takes what was struck out of its lists: what stands at the end of one is cut off, the rest gets tombstones. The
-- answers are followed by how many were cut off each list, where that is wanted.
local function take_struck(answers)
  for _, list in ipairs(lists) do
    local window, cut = windows[list], 0
    if window then
      local length, struck = window.length, window.struck
      while cuts and struck[length - cut - 1] do
        struck[length - cut - 1] = nil
        cut = cut + 1
      end
      -- Older servers walk to an index from the end that its sign names.
      for index in pairs(struck) do
        redis.call('LSET', list, index * 2 < length and index or index - length, TOMBSTONE)
      end
      if cut > 0 then redis.call('LTRIM', list, 0, -cut - 1) end
    end
    if cuts then answers[#answers + 1] = cut end
  end
  return answers
end

-- Those of a queue's registries that are there: what is not holds no job of this call.
local function there_of(queue, registries)
  local stand = {}
  for _, name in ipairs(registries) do
    if queue.has[name] then stand[#stand + 1] = queue[name] end
  end
  return stand
end

-- Whether this call has written: the first write must be a removal.
local begun = false

-- Takes a job out of its list, from aside and out of these registries. False, and nothing is written, where it is
-- queued and in no list: a worker has it. Only a job that is stuck is also taken from where workers keep what they
-- took.
local function take_out(queue, id, how, queued, stuck, registries)
  queue.stand = queue.stand or there_of(queue, registries)
  local taken = 0
  if queue.has.held or not begun then
    taken, begun = redis.call('HDEL', queue.held, id), true
  end
  if how == 'search' then
    taken = taken + redis.call('LREM', queue.list, 0, id)
    if stuck then taken = taken + redis.call('LREM', queue.intermediate, 0, id) end
  end
  if queued and taken == 0 and how ~= 'index' then return false end
  local stand = queue.stand
  for i = 1, #stand do redis.call('ZREM', stand[i], id) end
  if how == 'index' then strike(windows[queue.list], id) end
  return true
end
