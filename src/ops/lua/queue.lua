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

-- What jobs that were read have in common: the keys of their queue, how they are listed, status, origin and rate-limit
-- key as read, enqueued_at of a job that is stuck or nothing; then whatever else the script reads.
local function read_kind(more)
  local kind = {queue = queue_keys(), how = text(), status = text(), origin = text(), limit = text(), stuck = text()}
  if more then more(kind) end
  return kind
end
local function kind(more) return common(text(), read_kind, more) end

-- Whether a job is what was read: its status, its origin, its rate-limit key.
local function unchanged(kind, status, origin, limit)
  return (status or '') == kind.status and (origin or '') == kind.origin and (limit or '') == kind.limit
end

-- Whether all keys of a queue are of the types that RQ and rqctl store there; and which of them are there: what is not
-- holds no job of this call.
local function queue_fits(queue)
  if queue.fits == nil then
    queue.fits, queue.has = true, {}
    for _, name in ipairs(ORDER) do
      queue.fits = fits(queue[name], KIND[name] or 'zset') and queue.fits
      queue.has[name] = there(queue[name])
    end
  end
  return queue.fits
end

