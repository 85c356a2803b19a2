-- Before every script. A Lua error does not undo earlier writes: a script checks every type and value first,
-- and then runs only commands that cannot fail. Its first write is a removal, so that it also works on a
-- server that is full: only the first command of a script is refused there.

-- Arguments are read in their order. A key is an argument too, its number in KEYS: what several items share is
-- sent once.
local taken = 0
local function text()
  taken = taken + 1
  return ARGV[taken]
end
local function number() return tonumber(text()) end
local function key() return KEYS[number()] end

-- What several items have in common is told with the first of them, behind its number `n`; the others tell the number.
local told = {}
local function common(n, read, more)
  local known = told[n]
  if not known then
    known = read(more)
    told[n] = known
  end
  return known
end

-- Whether a key is missing or of this type. A missing one is of this type from then on, because nobody but this
-- script can make it, and this is what it would make.
local kinds, was = {}, {}
local function fits(key, kind)
  if not kinds[key] then
    was[key] = redis.call('TYPE', key).ok
    kinds[key] = was[key] == 'none' and kind or was[key]
  end
  return kinds[key] == kind
end

-- Whether a key whose type was asked for was there when the call began: what was not holds no job of it.
local function there(key)
  return was[key] ~= 'none'
end

-- Whether one of up to three times, as RQ writes them, is later than the horizon; `~` is later than all. One that is
-- empty is earlier than all, and what begins behind the digits is no time.
local function later(horizon, one, other, third)
  return (one and one > horizon and one < ':') or (other and other > horizon and other < ':')
    or (third and third > horizon and third < ':')
end

-- One answer per item; an item that fails does not stop its neighbours. An item reads all its arguments first.
local function each(n, one)
  local out = {}
  for i = 1, n do
    local done, answer = pcall(one, i)
    out[i] = done and answer or {'error', tostring(answer)}
  end
  return out
end
