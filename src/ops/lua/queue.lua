-- What stands beside a queue. Included by the scripts that look at more than its list.

-- The keys of one queue, which stand side by side in KEYS.
local ORDER = {'list', 'intermediate', 'wip', 'finished', 'failed', 'deferred', 'scheduled', 'canceled', 'ready', 'held', 'seen'}
local KIND = {list = 'list', intermediate = 'list', held = 'hash', seen = 'hash'}
local queues = {}
local function queue_keys()
  local first = number()
  if not queues[first] then
    local keys = {}
    for i, name in ipairs(ORDER) do keys[name] = KEYS[first + i - 1] end
    queues[first] = keys
  end
  return queues[first]
end

-- Whether all keys of a queue are of the types that RQ and rqctl store there.
local function queue_fits(queue)
  if queue.fits == nil then
    queue.fits = true
    for _, name in ipairs(ORDER) do queue.fits = fits(queue[name], KIND[name] or 'zset') and queue.fits end
  end
  return queue.fits
end

