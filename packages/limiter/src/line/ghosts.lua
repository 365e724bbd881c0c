-- Pages over every take the lane holds, for the caller to ask the book about. Changes nothing.
-- KEYS[1] prefix
-- KEYS[2] lane
-- args.cursor    '0', then the cursor of the page before
-- args.count     about how many takes
-- Reply.cursor   '0' after the last page
-- Reply.takeIds  takes; one may come twice
local args = cjson.decode(ARGV[1])
-- Takes with a flow are already listed by `flows`; these keys list only inconsistent ones.
local PLACES = {
  { scan = 'HSCAN', name = ':flows', width = 2 },
  { scan = 'SSCAN', name = ':aside', width = 1 },
  { scan = 'ZSCAN', name = ':ready', width = 2 },
  { scan = 'ZSCAN', name = ':budget', width = 2 },
  { scan = 'ZSCAN', name = ':permits', width = 2, is_rest = true },
  { scan = 'ZSCAN', name = ':due', width = 2, is_rest = true },
  { scan = 'ZSCAN', name = ':wakes', width = 2, is_rest = true },
}
local takes = {}

local function add(place, found)
  for i = 1, #found, place.width do
    local take = found[i]
    if not place.is_rest or redis.call('HEXISTS', lane .. ':flows', take) == 0 then takes[#takes + 1] = take end
  end
end

local index, at = args.cursor:match('^(%d+):(%d+)$')
index, at = tonumber(index or 1), at or '0'
repeat
  local place = PLACES[index]
  local page = redis.call(place.scan, lane .. place.name, at, 'COUNT', args.count)
  add(place, page[2])
  at = page[1]
  if at == '0' then index = index + 1 end
until #takes >= args.count or at ~= '0' or not PLACES[index]
return cjson.encode({ cursor = PLACES[index] and index .. ':' .. at or '0', takeIds = takes })
