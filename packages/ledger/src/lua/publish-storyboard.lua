-- Makes a storyboard, whose records were written before under names nobody reads, visible as a whole and
-- lets its takes wait for their turn. Takes whose content is stored already need no permit: their bells
-- are rung at once.
-- ARGV[1] storyboard id · [2] when it was accepted, where that is known from a journal, or '' ·
-- [3] idempotency key, [4] its owner, [5] the answer to keep under it, or all ''
-- Returns published, superseded (another request holds the key now: nothing was published), lost (Redis no longer has
-- the whole draft: nothing was published), createdAt, admitted, nextChangeAt
local storyboard, now = prefix .. ':storyboard:' .. ARGV[1], now_ms()
if redis.call('HEXISTS', storyboard, 'createdAt') == 1 then return answer(now, { published = false }) end
local takes = redis.call('LRANGE', storyboard .. ':takes', 0, -1)
local function is_whole()
  if tonumber(redis.call('HGET', storyboard, 'takes') or '') ~= #takes then return false end
  for _, take in ipairs(takes) do
    if redis.call('HEXISTS', take_key(take), 'order') == 0 then return false end
  end
  return true
end
if not key_is_held(ARGV[3], ARGV[4]) then return answer(now, { published = false, superseded = true }) end
if not is_whole() then return answer(now, { published = false, lost = true }) end
key_finish(ARGV[3], ARGV[4], ARGV[5])
local created = ARGV[2] ~= '' and tonumber(ARGV[2]) or now
local force = redis.call('HGET', storyboard, 'force') == '1'
local bells = {}
for place, take in ipairs(takes) do
  redis.call('HSET', take_key(take), 'state', 'queued', 'createdAt', created, 'changedAt', created, 'place', place)
  redis.call('SADD', lane .. ':open', take)
  if not force and redis.call('HGET', film_key(take), 'state') == 'stored' then
    bells[#bells + 1] = take
  else
    take_enter_lane(take, place)
  end
end
redis.call('HSET', storyboard, 'createdAt', created, 'open', #takes, 'count:queued', #takes)
redis.call('ZADD', prefix .. ':storyboards', created, ARGV[1])
local spender = redis.call('HGET', storyboard, 'spender')
if spender then redis.call('ZADD', prefix .. ':spender:' .. spender .. ':storyboards', created, ARGV[1]) end
redis.call('ZREM', prefix .. ':drafts', ARGV[1])
return answer(now, { published = true, createdAt = created }, bells)
