-- What a journal knows of a take's attempts and this ledger does not (any more). Nothing is changed where the
-- ledger knows as much.
-- ARGV[1] take · [2] highest attempt in the journals · [3] holder of an attempt whose end is unknown, or '' ·
-- [4] when that was begun · [5] failure JSON of a final refusal, or ''
-- Returns verdict known | restored | unknown (there is no such take)
local take, attempt, holder, now = ARGV[1], tonumber(ARGV[2]), ARGV[3], now_ms()
local key = take_key(take)
if not take_get(take, 'state') then return cjson.encode({ verdict = 'unknown' }) end
if tonumber(take_get(take, 'attempt') or 0) >= attempt then return cjson.encode({ verdict = 'known' }) end
redis.call('HSET', key, 'attempt', attempt)
local bells = {}
local detail = cjson.encode({ attempt = attempt, detail = 'restored from a journal' })
if holder ~= '' and take_move(take, 'begin', now, detail) then
  redis.call('HSET', key, 'holder', holder, 'begunAt', ARGV[4], 'doubtAt', now)
  budget_reserve(take, now)
  film_claim(take)
  take_in_flight(take, now)
  take_move(take, 'doubt', now, detail)
  redis.call('ZADD', lane .. ':unconfirmed', now, take)
elseif ARGV[5] ~= '' and take_move(take, 'refuse', now, detail) then
  redis.call('HSET', key, 'failure', ARGV[5])
  take_leave_lane(take)
  bells = film_fail(take, ARGV[5], now)
else
  take_note(take, now, 'restored', detail)
end
return answer(now, { verdict = 'restored' }, bells)
