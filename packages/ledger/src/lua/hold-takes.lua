-- Pauses or resumes a storyboard: its waiting takes stand beside the line, or in it again. What has begun goes on.
-- ARGV[1] pause | resume · [2] storyboard · [3] '1' while the ledger is restored from journals · then takes of it (any
-- of them left out is mended by audit)
-- Returns held (takes that wait beside the line because of it), admitted; or barrier
local now, held = now_ms(), 0
if ARGV[3] ~= '1' and not epoch_is_open() then return cjson.encode({ barrier = true }) end
local storyboard = prefix .. ':storyboard:' .. ARGV[2]
if ARGV[1] == 'resume' then
  redis.call('HDEL', storyboard, 'paused')
elseif redis.call('HEXISTS', storyboard, 'createdAt') == 1 then
  redis.call('HSET', storyboard, 'paused', 1)
end
for i = 4, #ARGV do
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
