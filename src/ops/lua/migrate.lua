-- Renames jobs with everything that names them, and claims each queued one in the window of its list in the same
-- step. What others changed since it was read is answered, not overwritten.
-- KEYS     by their numbers in ARGV
-- ARGV     now in seconds, window (0 or 1); with a window its list, the entries behind it, its length; n; per job:
--          old and new ID; the first of its twelve keys (hash, dependents, dependencies, results, executions,
--          first_seen of the old ID, then of the new one); the fields below as read, joined by NUL;
--          the first of its queue's nine keys (seven sorted sets, two hashes with a field per ID);
--          n more sorted sets; n sets that name it; due later than this (or empty) and the set that says so;
--          family (0 or 1), and where it is 1: how many dependencies, n of them;
--          how many dependents, n children: ID, dependencies, hash, dependency_ids old and new, dependency_id old and new
-- RETURNS  per job: done residue orphan gone changed conflict running wrong_type
local FIELDS = {'status', 'origin', 'dependency_id', 'group_id', 'rate_limit_key', 'enqueued_at', 'ended_at', 'created_at',
                'dependency_ids'}
local KINDS = {'hash', 'set', 'set', 'stream', 'zset', 'string'}
local now = text()
local list, behind, length
if text() == '1' then list, behind, length = key(), number(), number() end

-- Where each ID stands in the window now.
local at = {}
if list and fits(list, 'list') then
  local last = redis.call('LLEN', list) - behind - 1
  local first = math.max(0, last - length + 1)
  if last >= 0 then
    for i, id in ipairs(redis.call('LRANGE', list, first, last)) do
      at[id] = at[id] or {}
      table.insert(at[id], first + i - 1)
    end
  end
end

local function keys() local out = {} for i = 1, number() do out[i] = key() end return out end
local function texts() local out = {} for i = 1, number() do out[i] = text() end return out end
local function all_fit(some, kind)
  for _, k in ipairs(some) do if not fits(k, kind) then return false end end
  return true
end
local function have(set, count, members)
  if redis.call('SCARD', set) ~= count then return false end
  for _, m in ipairs(members) do if redis.call('SISMEMBER', set, m) == 0 then return false end end
  return true
end
local function set_list(positions, new)
  for _, i in ipairs(positions or {}) do redis.call('LSET', list, i, new) end
end

-- Whether the new name is free. Under the name of one of its keys another job's hash may stand, as `x:dependents`
-- does for `x`: nothing is moved there, then, and the job can live beside it as it did before.
local function free(from, to)
  if redis.call('EXISTS', unpack(to)) == 0 then return true end
  for i = 1, 6 do
    local is = redis.call('TYPE', to[i]).ok
    if is == KINDS[i] or (is ~= 'none' and (i == 1 or redis.call('EXISTS', from[i]) == 1)) then return false end
  end
  return true
end

-- What there is of the sorted sets and hashes of a queue, looked at once a call; false where a type is wrong.
local queues = {}
local function queue_of(first)
  if queues[first] == nil then
    local q = {sorted = {}, maps = {}}
    for i = 0, 8 do
      local k, kind = KEYS[first + i], i < 7 and 'zset' or 'hash'
      if not fits(k, kind) then
        q = false
        break
      end
      if there(k) then table.insert(i < 7 and q.sorted or q.maps, k) end
    end
    queues[first] = q
  end
  return queues[first]
end

-- A set that names the job. Under the name of a set of kin another job's hash may stand, as `x:dependents` does for
-- `x`: nobody is named there.
local function is_set(k) return fits(k, 'set') or was[k] == 'hash' end
local function swap(set, old, new)
  if was[set] ~= 'hash' then swap_member(set, old, new) end
end

local function move_score(set, old, new)
  local score = redis.call('ZSCORE', set, old)
  if score then
    redis.call('ZREM', set, old)
    redis.call('ZADD', set, score, new)
  end
end

-- Parents and children, read from ARGV.
local function family_of()
  local f = {parents = 0, dependents = 0, parent_ids = {}, child_ids = {}, children = {}}
  if text() == '0' then return f end
  f.parents, f.parent_ids = number(), texts()
  f.dependents = number()
  for i = 1, number() do
    local c = {}
    c.id, c.set, c.hash = text(), key(), key()
    c.listed, c.listed_new, c.single, c.single_new = text(), text(), text(), text()
    f.children[i], f.child_ids[i] = c, c.id
  end
  return f
end

local function rename()
  local old, new, first, expected, queue = text(), text(), number(), text(), number()
  local sorted, sets = keys(), keys()
  local after, due = text(), nil
  if after ~= '' then due = key() end
  local family = family_of()
  local hash = KEYS[first]

  local positions = at[old]
  if list and not positions then return 'gone' end
  local q = queue_of(queue)
  if not (q and all_fit(sorted, 'zset')) then return 'wrong_type' end
  for _, k in ipairs(sets) do if not is_set(k) then return 'wrong_type' end end
  for _, c in ipairs(family.children) do
    if not (is_set(c.set) and fits(c.hash, 'hash')) then return 'wrong_type' end
  end
  -- Nothing under the new ID, and of the old one's keys only a hash: what most jobs are, told by two calls.
  local alone = family.parents == 0 and family.dependents == 0 and fits(hash, 'hash')
    and redis.call('EXISTS', unpack(KEYS, first + 1, first + 11)) == 0
  local from, to
  if not alone then
    from, to = {unpack(KEYS, first, first + 5)}, {unpack(KEYS, first + 6, first + 11)}
    for i = 1, 6 do if not fits(from[i], KINDS[i]) then return 'wrong_type' end end
  end
  if redis.call('EXISTS', hash) == 0 then
    if not positions then return 'gone' end
    local known = redis.call('EXISTS', KEYS[first + 6]) == 1
    if not known and owns({unpack(KEYS, first + 7, first + 10)}) then return 'conflict' end
    set_list(positions, new)
    return known and 'residue' or 'orphan'
  end
  local fields = redis.call('HMGET', hash, unpack(FIELDS))
  for i = 1, #FIELDS do fields[i] = fields[i] or '' end
  if table.concat(fields, '\0') ~= expected then return 'changed' end
  if fields[1] == 'started' then return 'running' end
  if due and not (tonumber(redis.call('ZSCORE', due, old) or '-inf') > tonumber(after)) then return 'changed' end
  if not alone then
    if not free(from, to) then return 'conflict' end
    if redis.call('ZCOUNT', from[5], now, '+inf') > 0 then return 'running' end
    if not (have(from[3], family.parents, family.parent_ids) and have(from[2], family.dependents, family.child_ids)) then
      return 'changed'
    end
  end

  redis.call('RENAME', hash, KEYS[first + 6])
  for i = 2, alone and 1 or 6 do
    if redis.call('EXISTS', from[i]) == 1 then redis.call('RENAME', from[i], to[i]) end
  end
  for _, k in ipairs(q.sorted) do move_score(k, old, new) end
  for _, k in ipairs(sorted) do move_score(k, old, new) end
  for _, k in ipairs(q.maps) do swap_field(k, old, new) end
  for _, k in ipairs(sets) do swap(k, old, new) end
  for _, c in ipairs(family.children) do
    swap(c.set, old, new)
    if c.listed ~= c.listed_new and redis.call('HGET', c.hash, 'dependency_ids') == c.listed then
      redis.call('HSET', c.hash, 'dependency_ids', c.listed_new)
    end
    if c.single ~= c.single_new and redis.call('HGET', c.hash, 'dependency_id') == c.single then
      redis.call('HSET', c.hash, 'dependency_id', c.single_new)
    end
  end
  set_list(positions, new)
  return 'done'
end

return each(number(), rename)
