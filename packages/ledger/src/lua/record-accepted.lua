-- The provider has the operation: told by its answer, or found in its list. A fact, so it is never refused
-- for coming late or from a worker that lost its claim; only what contradicts the ledger is kept apart.
-- ARGV[1] take · [2] operation id · [3] first poll in ms · [4] cost in cents or '' · [5] detail JSON
-- Returns verdict:
--   accepted · already (the same was recorded before)
--   bound     another take owns this operation: nothing was changed
--   unknown   there is no such take (any more): nothing was changed, say it again when the ledger is rebuilt
--   second    this take has another operation: the second one is recorded as an incident
local take, operation, now = ARGV[1], ARGV[2], now_ms()
local key = take_key(take)
local bound_to = redis.call('HGET', lane .. ':operations', operation)
if bound_to == take then return cjson.encode({ verdict = 'already' }) end
if bound_to then return cjson.encode({ verdict = 'bound', take = bound_to }) end
if not take_get(take, 'state') then return cjson.encode({ verdict = 'unknown' }) end
-- What a list does not tell is taken to be the price.
local cost = tonumber(ARGV[4]) or tonumber(take_get(take, 'priceCents') or '')
local detail = cjson.decode(ARGV[5])
detail.operationId, detail.costCents = operation, cost
local known = take_get(take, 'operationId')
local moved = not known and take_move(take, 'accept', now, cjson.encode(detail))
redis.call('HSET', lane .. ':operations', operation, take)
redis.call('HINCRBY', key, 'bought', 1)
if not moved then
  budget_spend(take, cost or 0, now)
  take_note(take, now, 'second-operation', cjson.encode(detail))
  redis.call('RPUSH', prefix .. ':incidents', cjson.encode({ at = now, take = take, operation = operation, known = known }))
  return cjson.encode({ verdict = 'second', operation = known })
end
redis.call('HSET', key, 'operationId', operation, 'submittedAt', now)
if cost then redis.call('HSET', key, 'costCents', cost) end
budget_settle(take, cost or 0, now)
redis.call('ZREM', prefix .. ':budget:waiting', take)
film_claim(take)
take_in_flight(take, now)
redis.call('ZREM', lane .. ':unconfirmed', take)
redis.call('ZADD', lane .. ':due', now + ARGV[3], take)
lane_success(lane, take, now)
return answer(now, { verdict = 'accepted' })
