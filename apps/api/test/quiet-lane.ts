import type { LaneStats } from '@cineflow/limiter';

/** A lane on which nothing is wrong and nothing is in flight. */
export const quietLane: LaneStats = {
  now: 1_700_000_000_000,
  capacity: 20,
  breaker: 'closed',
  maximum: 20,
  degraded: 5,
  inFlight: 0,
  waiting: 0,
  consecutiveErrors: 0,
  failures: 0,
  models: {},
};
