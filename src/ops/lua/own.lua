-- Keys that only one item names. Included by the scripts whose items have some.

-- How many items there are. Their own keys stand behind all others, from the number on that is the last argument: the
-- first ones of all items, then the second ones, and so on.
local items, first_own
local function count()
  items, first_own = number(), tonumber(ARGV[#ARGV])
  return items
end

-- Where the n-th keys of the items stand: that of item i is KEYS[column + i].
local function column(n) return first_own + (n - 1) * items - 1 end

-- Whether any item has the key of this column.
local function any(column)
  return redis.call('EXISTS', unpack(KEYS, column + 1, column + items)) > 0
end
