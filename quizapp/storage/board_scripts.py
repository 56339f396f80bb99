"""The scripts that Redis runs for the boards, each as one step that nothing else comes between; see `board`."""

from __future__ import annotations

# KEYS: the pointers to write through. ARGV: prefix, then for each person: id, version, entry as JSON, member, score,
# number of scopes, scopes.
WRITE = """
local generations = {}
for _, pointer in ipairs(KEYS) do
  local name = redis.call('GET', pointer)
  if name then generations[#generations + 1] = ARGV[1] .. name end
end
local i = 2
while i <= #ARGV do
  local person, version, entry, member, score = ARGV[i], ARGV[i+1], ARGV[i+2], ARGV[i+3], ARGV[i+4]
  local count = tonumber(ARGV[i+5])
  for _, base in ipairs(generations) do
    local people = base .. ':people'
    local old = redis.call('HGET', people, person)
    local stored = old and cjson.decode(old) or nil
    if not stored or tonumber(version) > stored[1] then
      if stored then
        for _, scope in ipairs({'overall', 'area:' .. stored[6], 'unit:' .. stored[7], 'population:' .. stored[8]}) do
          redis.call('ZREM', base .. ':' .. scope, stored[2])
        end
      end
      redis.call('HSET', people, person, entry)
      for j = i + 6, i + 5 + count do redis.call('ZADD', base .. ':' .. ARGV[j], score, member) end
    end
  end
  i = i + 6 + count
end
return #generations
"""

# KEYS: live, building. ARGV: the finished generation. Answers 1, or 0 if another one is being built.
SWITCH = """
if redis.call('GET', KEYS[2]) ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[1])
redis.call('DEL', KEYS[2])
return 1
"""

# KEYS: live. ARGV: prefix, scope, offset, limit. Answers nil without a marker, else total, the entries of the page,
# and how many stand strictly ahead of the first one (its rank - 1).
_AHEAD = """
local function ahead(zset, score, member, width)
  local first = redis.call('ZCOUNT', zset, '-inf', '(' .. score)
  if width == 0 then return first end
  local low, high = first, first + redis.call('ZCOUNT', zset, score, score)
  local key = string.sub(member, 1, width)
  while low < high do
    local middle = math.floor((low + high) / 2)
    local there = redis.call('ZRANGE', zset, middle, middle)[1]
    if string.sub(there, 1, width) < key then low = middle + 1 else high = middle end
  end
  return low
end
"""
PAGE = (
    _AHEAD
    + """
local live = redis.call('GET', KEYS[1])
if not live then return false end
local base = ARGV[1] .. live
local zset = base .. ':' .. ARGV[2]
local members = redis.call('ZRANGE', zset, ARGV[3], tonumber(ARGV[3]) + tonumber(ARGV[4]) - 1, 'WITHSCORES')
local width = tonumber(ARGV[5])
local entries, first = {}, 0
for k = 1, #members, 2 do
  if k == 1 then first = ahead(zset, members[2], members[1], width) end
  local person = string.match(members[k], ':0*(%d+)$')
  entries[#entries + 1] = person
  entries[#entries + 1] = redis.call('HGET', base .. ':people', person)
end
return {redis.call('ZCARD', zset), first, entries}
"""
)
RANK = (
    _AHEAD
    + """
local live = redis.call('GET', KEYS[1])
if not live then return false end
local base = ARGV[1] .. live
local entry = redis.call('HGET', base .. ':people', ARGV[2])
if not entry then return {} end
local stored = cjson.decode(entry)
local result = {entry}
for k = 4, #ARGV do
  local zset = base .. ':' .. ARGV[k]
  local score = redis.call('ZSCORE', zset, stored[2])
  if score then
    result[#result + 1] = ahead(zset, score, stored[2], tonumber(ARGV[3])) + 1
    result[#result + 1] = redis.call('ZCARD', zset)
  else
    result[#result + 1] = 0
    result[#result + 1] = redis.call('ZCARD', zset)
  end
end
return result
"""
)
