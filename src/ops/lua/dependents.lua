-- Who waits for a job. Included by the scripts after which nobody would release them.

-- How many wait for a job; nil where the key is of another type.
local function count_waiting(dependents)
  local count = redis.pcall('SCARD', dependents)
  return type(count) == 'number' and count or nil
end

-- Done, and where somebody waits: how many, and the names of some.
local SOME = 3
local function waiting_for(dependents, count)
  if count == 0 then return 'done' end
  local some = {}
  if count <= 100 then
    for i, id in ipairs(redis.call('SMEMBERS', dependents)) do
      if i <= SOME then some[i] = id end
    end
  end
  return {'done', count, some}
end
