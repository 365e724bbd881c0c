-- Gives away what is free by now; for the tick that a lazily computed capacity needs.
-- KEYS[1] lane · Returns admitted, nextChangeAt
return lane_answer(KEYS[1], lane_now(KEYS[1]), {})
