-- Before every script. A Lua error does not undo earlier writes: a script checks every type and value first,
-- and then runs only commands that cannot fail.

-- Whether a key is missing or of this type.
local function fits(key, kind)
  local is = redis.call('TYPE', key).ok
  return is == 'none' or is == kind
end

-- One answer per item; an item that fails does not stop its neighbours.
local function each(n, one)
  local out = {}
  for i = 1, n do
    local done, answer = pcall(one, i)
    out[i] = done and answer or {'error', tostring(answer)}
  end
  return out
end

