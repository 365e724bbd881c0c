-- Admits takes at a scheduled time: the capacity is computed lazily and needs this tick.
-- KEYS[1] lane · Returns admitted, nextChangeAt
return lane_answer(KEYS[1], lane_now(KEYS[1]), {})
