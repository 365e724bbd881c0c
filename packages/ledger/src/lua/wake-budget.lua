-- Takes that waited for money and fit now (a budget was raised, a reservation came back, a new day began) stand in
-- line again. ARGV[1] how many are looked at · Returns woken, admitted, nextChangeAt
local now, woken = now_ms(), 0
for _, take in ipairs(redis.call('ZRANGE', prefix .. ':budget:waiting', 0, ARGV[1] - 1)) do
  if take_get(take, 'state') ~= 'queued' then
    redis.call('ZREM', prefix .. ':budget:waiting', take)
  elseif prefix .. ':lane:' .. take_get(take, 'lane') == lane and budget_fits(take, now) then
    budget_unpark(take)
    take_enter_lane(take, take_place(take))
    woken = woken + 1
  end
end
return answer(now, { woken = woken })
