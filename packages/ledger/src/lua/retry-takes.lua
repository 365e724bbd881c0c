-- A person asks for takes once more, and pays once more: for all of them or for none. ARGV[1] detail JSON ·
-- [2] idempotency key, [3] its owner, [4] the answer to keep under it, or all '' · then takes
-- Returns verdict retried | stale (take, state) | superseded | barrier
local now = now_ms()
if not epoch_is_open() then return cjson.encode({ verdict = 'barrier' }) end
for i = 5, #ARGV do
  local state = take_get(ARGV[i], 'state')
  if not (state and TRANSITIONS[state] and TRANSITIONS[state].retry) then
    return cjson.encode({ verdict = 'stale', take = ARGV[i], state = state })
  end
end
if not key_finish(ARGV[2], ARGV[3], ARGV[4]) then return cjson.encode({ verdict = 'superseded' }) end
for i = 5, #ARGV do take_retry(ARGV[i], now, ARGV[1]) end
return answer(now, { verdict = 'retried' })
