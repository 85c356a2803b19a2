-- Who waits for a job. Included by the scripts after which nobody would release them.

-- How many jobs wait for one, and the names of some.
local SOME = 3
local function waiting_for(dependents)
  local count, some = redis.call('SCARD', dependents), {}
  if count > 0 and count <= 100 then
    for i, id in ipairs(redis.call('SMEMBERS', dependents)) do
      if i <= SOME then some[i] = id end
    end
  end
  return {'done', count, some}
end

