-- How a job is taken out of where it stands. Included, after `queue.lua`, by the scripts that take jobs away or aside.

-- What stands in a list in place of a job that was taken out by its index: no worker knows a job of that name.
local TOMBSTONE = 'rqctl-removed'

-- Entries that are read beside those looked for: others push at the tail, or sweep out what stands nearer to it.
local FARTHER, NEARER = 200, 50

-- Reads the parts of lists in which the jobs of this call stood, and where each of their entries stands now.
-- ARGV: how many; per list: its key, how far from the tail the nearest and the farthest of them stood (1 is last)
local windows = {}
local function read_windows()
  for _ = 1, number() do
    local list, nearest, farthest = key(), number(), number()
    if fits(list, 'list') then
      local length = redis.call('LLEN', list)
      local first, last = math.max(0, length - farthest - FARTHER), math.min(length - 1, length - nearest + NEARER)
      local at = {}
      if first <= last then
        for i, entry in ipairs(redis.call('LRANGE', list, first, last)) do
          local index = first + i - 1
          if at[entry] then table.insert(at[entry], index) else at[entry] = {index} end
        end
      end
      windows[list] = {at = at, length = length}
    end
  end
end

-- How a job is found in its list: `index` in the window, `search` through the whole list;
-- `held` where it was put aside, `none` where it waits elsewhere. Whether it is where it was seen.
local function stands(list, id, how)
  return how ~= 'index' or (windows[list] ~= nil and windows[list].at[id] ~= nil)
end

-- Puts the tombstone wherever the window shows the job.
local function strike(list, id)
  local window = windows[list]
  for _, index in ipairs(window.at[id]) do
    -- Older servers walk to an index from the end that its sign names.
    redis.call('LSET', list, index * 2 < window.length and index or index - window.length, TOMBSTONE)
  end
  window.at[id] = nil
end

-- Whether this call has written: the first write must be a removal.
local begun = false

-- Takes a job out of its list, from aside and out of these registries. False, and nothing is written, where it is
-- queued and in no list: a worker has it. Only a job that is stuck is also taken from where workers keep what they
-- took.
local function take_out(queue, id, how, queued, stuck, registries)
  local taken = 0
  if there(queue.held) or not begun then
    taken, begun = redis.call('HDEL', queue.held, id), true
  end
  if how == 'search' then
    taken = taken + redis.call('LREM', queue.list, 0, id)
    if stuck then taken = taken + redis.call('LREM', queue.intermediate, 0, id) end
  end
  if queued and taken == 0 and how ~= 'index' then return false end
  for _, name in ipairs(registries) do
    if there(queue[name]) then redis.call('ZREM', queue[name], id) end
  end
  if how == 'index' then strike(queue.list, id) end
  return true
end
