-- Takes entries out of lists, not their jobs: entries without a job, second copies, and entries of jobs that stay.
-- KEYS     by their numbers in ARGV
-- ARGV     hash of a job called like the tombstone, windows, n; per entry: ID, hash, its kind with what
--          it is: orphan (there must be no job), copy (another must stand nearer to the head) or entry; the index of the
--          other copy as it was seen, from the head, or 0
-- RETURNS  per entry: done changed single (no other copy is left) moved in_flight conflict wrong_type; behind them, as
--          `take_struck` says, what was cut off
local conflict = redis.call('EXISTS', key()) == 1
read_windows()

-- How far the other copy may have moved since it was seen: workers take from the head, others push there.
local POPPED, PUSHED = 500, 50

local NONE = {}

local function more(kind) kind.what = text() end

local n = count()
local HASH = column(1)

local function drop(i)
  local id, hash, kind, other = text(), KEYS[HASH + i], kind(more), number()
  local queue, how, what = kind.queue, kind.how, kind.what
  if conflict then return 'conflict' end
  if not queue_fits(queue) then return 'wrong_type' end
  if what == 'orphan' and redis.call('EXISTS', hash) == 1 then return 'changed' end
  if not stands(queue.list, id, how) then return 'moved' end
  if what == 'copy' then
    local window = windows[queue.list]
    local indices = indices_of(window, id)
    local last = indices[#indices]
    local first = math.max(0, other - POPPED)
    local there = false
    for i, entry in ipairs(redis.call('LRANGE', queue.list, first, math.min(other + PUSHED, last - 1))) do
      there = there or entry == id
    end
    if not there then return 'single' end
    -- Only the copy that is farthest from the head goes.
    redis.call('HDEL', queue.held, '')
    window.struck[last] = true
    indices[#indices] = nil
    window.at[id] = #indices > 0 and indices or nil
    return 'done'
  end
  if not take_out(queue, id, how, true, false, NONE) then return 'in_flight' end
  return 'done'
end

return take_struck(each(n, drop))
