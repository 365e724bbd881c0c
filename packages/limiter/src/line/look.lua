-- What a worker asks before it begins an attempt. Changes nothing.
-- KEYS[1] prefix
-- KEYS[2] lane
-- args.takeId    take
-- Reply.now      Redis time, ms
-- Reply.epoch    number of the epoch; null while it is closed
-- Reply.permit   whether the take holds a permit
-- Reply.version  version Redis has of the take; absent: none
-- Reply.state    state of that version
-- Reply.providerId account whose lane the take is in; absent: not known
-- Reply.isolated whether nothing may be sent to this account
local take = cjson.decode(ARGV[1]).takeId
local known = redis.call('HMGET', take_key(take), 'version', 'state', 'providerId')
return cjson.encode({
  now = lane_now(lane),
  epoch = epoch_number(prefix),
  permit = redis.call('ZSCORE', lane .. ':permits', take) and true or false,
  version = tonumber(known[1] or ''),
  state = known[2] or nil,
  providerId = known[3] or nil,
  isolated = lane_get(lane, 'isolation') and true or false,
})
