-- How a queue gets known. Included by the scripts that put jobs into queues of which RQ may not know.

-- Puts the list of a queue on the list of queues, once a call.
local enlisted = {}
local function enlist(queues, list)
  if enlisted[list] then return end
  redis.call('SADD', queues, list)
  enlisted[list] = true
end
