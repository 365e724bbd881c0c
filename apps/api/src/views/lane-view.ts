import type { WaitingLane } from '@cineflow/core';
import type { LaneStats } from '@cineflow/limiter';

/** What the views need to know of a lane. */
export type LaneView = LaneStats &
  Pick<WaitingLane, 'isRecovering' | 'recovery' | 'bookAway' | 'noWorkerSince' | 'overdue'>;

/** A lane nothing is known of; `now` is the clock of this process. */
export function unknownLane(now: number): LaneView {
  return {
    now,
    capacity: 0,
    breaker: 'closed',
    maximum: 0,
    degraded: 0,
    inFlight: 0,
    waiting: 0,
    consecutiveErrors: 0,
    failures: 0,
    models: {},
    isRecovering: true,
  };
}
