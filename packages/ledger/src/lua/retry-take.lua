-- A person asks for a take once more, and pays once more. ARGV[1] take · [2] detail JSON ·
-- [3] idempotency key, [4] its owner, [5] the answer to keep under it, or all ''
-- Returns verdict retried | stale (state) | superseded
local take, now = ARGV[1], now_ms()
local from = take_get(take, 'state')
if not (from and TRANSITIONS[from] and TRANSITIONS[from].retry) then
  return cjson.encode({ verdict = 'stale', state = from })
end
if not key_finish(ARGV[3], ARGV[4], ARGV[5]) then return cjson.encode({ verdict = 'superseded' }) end
take_retry(take, now, ARGV[2])
return answer(now, { verdict = 'retried' })
