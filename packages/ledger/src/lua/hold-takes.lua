-- Pauses or resumes a storyboard: its waiting takes stand beside the line, or in it again. What has begun goes on.
-- Of several words at once the latest counts, of those of one moment the pause: the journals, which are written beside
-- this, must come to the same end after a loss of Redis.
-- ARGV[1] pause | resume · [2] storyboard · [3] '1' while the ledger is restored from journals · [4] when it was said,
-- or '' for after everything else · then takes of it (any of them left out is mended by audit)
-- Returns held (takes that wait beside the line because of it), admitted; or barrier
local now, held = now_ms(), 0
if ARGV[3] ~= '1' and not epoch_is_open() then return cjson.encode({ barrier = true }) end
local storyboard = prefix .. ':storyboard:' .. ARGV[2]
local known = redis.call('HMGET', storyboard, 'createdAt', 'heldAt', 'paused')
local last = tonumber(known[2] or '-1')
local at = tonumber(ARGV[4]) or math.max(now, last + 1)
if at < last or (at == last and ARGV[1] == 'resume' and known[3]) then return answer(now, { held = 0 }) end
if ARGV[1] == 'resume' then redis.call('HDEL', storyboard, 'paused') end
if known[1] then
  redis.call('HSET', storyboard, 'heldAt', at)
  if ARGV[1] == 'pause' then redis.call('HSET', storyboard, 'paused', 1) end
end
for i = 5, #ARGV do
  local take = ARGV[i]
  if take_get(take, 'state') == 'queued' then
    local in_lane = redis.call('HEXISTS', lane .. ':flows', take) == 1
    if ARGV[1] == 'pause' and in_lane then
      take_leave_lane(take)
      redis.call('HSET', take_key(take), 'wait', 'paused')
    elseif ARGV[1] == 'resume' and take_get(take, 'wait') == 'paused' then
      redis.call('HDEL', take_key(take), 'wait')
      take_enter_lane(take, take_place(take))
    end
    if take_get(take, 'wait') == 'paused' then held = held + 1 end
  end
end
return answer(now, { held = held })
