-- Takes that waited for money and fit now (a budget was raised, a reservation came back, a new day began) stand in
-- line again; those whose film is stored by now need no money. Some are looked at per call, those behind them by the next one: whoever has no money left must not
-- hide those who have. ARGV[1] how many are looked at · Returns woken, admitted, nextChangeAt
local now, woken, planned = now_ms(), 0, {}
local waiting, money, field = prefix .. ':budget:waiting', prefix .. ':money', 'wokenUpTo:' .. lane
local from = tonumber(redis.call('HGET', money, field) or 0)
local takes = redis.call('ZRANGE', waiting, from, from + ARGV[1] - 1)
local left, bells = 0, {}
for _, take in ipairs(takes) do
  if take_get(take, 'state') ~= 'queued' then
    redis.call('ZREM', waiting, take)
  elseif prefix .. ':lane:' .. take_get(take, 'lane') ~= lane then
    left = left + 1
  elseif film_is_for_free(take) then
    budget_unpark(take)
    bells[#bells + 1] = take
    woken = woken + 1
  else
    local fits, why = budget_fits(take, now, planned)
    if fits then
      budget_unpark(take)
      take_enter_lane(take, take_place(take))
      woken = woken + 1
    else
      -- It may be another one by now that does not suffice.
      redis.call('HSET', take_key(take), 'waitDetail', why)
      left = left + 1
    end
  end
end
if #takes == tonumber(ARGV[1]) then
  redis.call('HSET', money, field, from + left)
elseif from > 0 then
  redis.call('HDEL', money, field)
end
return answer(now, { woken = woken }, bells)
