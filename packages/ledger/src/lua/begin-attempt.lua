-- The gate before every create: one take, one holder, one attempt. From `go` on the outcome is unknown
-- until it is recorded, so nobody else may send.
-- ARGV[1] take · ARGV[2] holder (unique per call; the same holder asking twice gets the same answer)
-- Returns verdict:
--   go         attempt, now, order (JSON), model: send exactly one create
--   reuse      film, owner (take it was made for): this content is stored already; the permit was given back
--   follow     another take is making this very content; this one waits for it
--   no-permit  not admitted (yet)
--   moved-on   state: there is nothing to begin; film or failure (JSON) of a take that is final
--   over-budget its price does not fit: the permit was given back, the take waits for money
--   barrier    Redis may have lost something: nothing is sent before the journals were merged
--   unknown    there is no such take
local take, holder, now = ARGV[1], ARGV[2], now_ms()
local key = take_key(take)
local state = take_get(take, 'state')

local function go()
  local told = redis.call('HMGET', key, 'attempt', 'order', 'model')
  return cjson.encode({ verdict = 'go', now = now, attempt = tonumber(told[1]), order = told[2], model = told[3] })
end

if not state then return answer(now, { verdict = 'unknown' }) end
if state == 'submitting' and take_get(take, 'holder') == holder then return go() end
if state ~= 'queued' then
  redis.call('ZREM', lane .. ':bells', take)
  local told = FINAL[state] and redis.call('HMGET', key, 'film', 'failure') or {}
  return cjson.encode({ verdict = 'moved-on', state = state, film = told[1] or nil, failure = told[2] or nil })
end
if not epoch_is_open() then return cjson.encode({ verdict = 'barrier' }) end

local film = film_key(take)
local owner = redis.call('HGET', film, 'owner')
if owner and owner ~= take and take_get(take, 'force') ~= '1' then
  take_leave_lane(take)
  if redis.call('HGET', film, 'state') == 'stored' then
    return answer(now, { verdict = 'reuse', film = redis.call('HGET', film, 'film'), owner = owner })
  end
  redis.call('SADD', film .. ':followers', take)
  redis.call('HSET', key, 'wait', 'dependency')
  take_note(take, now, 'follow', cjson.encode({ detail = owner }))
  return answer(now, { verdict = 'follow' })
end

if not redis.call('ZSCORE', lane .. ':permits', take) then return cjson.encode({ verdict = 'no-permit' }) end
local fits, why = budget_fits(take, now)
if not fits then
  budget_park(take, now, why)
  take_note(take, now, 'over-budget', cjson.encode({ detail = why }))
  return answer(now, { verdict = 'over-budget' })
end
budget_reserve(take, now)
film_claim(take)
local attempt = redis.call('HINCRBY', key, 'attempt', 1)
redis.call('HSET', key, 'holder', holder, 'begunAt', now)
redis.call('ZREM', lane .. ':bells', take)
take_move(take, 'begin', now, cjson.encode({ attempt = attempt }))
return go()
