-- Takes that are not wanted any more. What waits is taken back for nothing; what was sent goes on, because it is or may
-- be paid, but is not sent again if it comes back. ARGV[1] detail JSON · [2] '1' while the
-- ledger is restored from journals · then takes
-- Returns cancelled, goes_on, final (lists of takes), admitted; or barrier: what was sent may be forgotten just now
local now, cancelled, goes_on, final = now_ms(), {}, {}, {}
if ARGV[2] ~= '1' and not epoch_is_open() then return cjson.encode({ barrier = true }) end
for i = 3, #ARGV do
  local take = ARGV[i]
  local state = take_get(take, 'state')
  if state == 'queued' then
    take_cancel(take, now, ARGV[1])
    cancelled[#cancelled + 1] = take
  elseif state and not FINAL[state] then
    if redis.call('HSETNX', take_key(take), 'cancelAsked', 1) == 1 then take_note(take, now, 'cancel-asked', ARGV[1]) end
    goes_on[#goes_on + 1] = take
  elseif state then
    final[#final + 1] = take
  end
end
-- The jobs of what is cancelled run once more, and end.
return answer(now, { cancelled = cancelled, goesOn = goes_on, final = final }, cancelled)
