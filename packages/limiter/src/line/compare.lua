-- Compares the versions of open takes in the book with those in Redis. Changes nothing.
-- KEYS[1] prefix
-- KEYS[2] lane
-- args.takes    list of [take, version in the book]
-- Reply.behind  takes of which Redis has none or an older one
-- Reply.newer   takes of which Redis has a newer one: the book was rolled back
local behind, newer = {}, {}
for _, row in ipairs(cjson.decode(ARGV[1]).takes) do
  local version = tonumber(take_get(row[1], 'version') or '')
  if not version or version < row[2] then
    behind[#behind + 1] = row[1]
  elseif version > row[2] then
    newer[#newer + 1] = row[1]
  end
end
return cjson.encode({ behind = behind, newer = newer })
