-- A stored film was gone or damaged, and its operation gave it again. ARGV[1] take of the operation · [2] the film JSON
-- that was found wanting · [3] the film JSON that is stored now · Returns verdict mended | stale
local take, now = ARGV[1], now_ms()
local film, wanting = film_key(take), cjson.decode(ARGV[2])

local function is_wanting(json)
  local found = json and cjson.decode(json)
  return found and found.key == wanting.key and found.sha256 == wanting.sha256
end

if not is_wanting(redis.call('HGET', film, 'film')) then return cjson.encode({ verdict = 'stale' }) end
redis.call('HSET', film, 'film', ARGV[3])
if is_wanting(take_get(take, 'film')) then redis.call('HSET', take_key(take), 'film', ARGV[3]) end
take_note(take, now, 'film-mended', '')
return cjson.encode({ verdict = 'mended' })
