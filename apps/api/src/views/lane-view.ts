import type { WaitingLane } from '@cineflow/core';
import type { LaneStats } from '@cineflow/limiter';

/** Facts about a lane for the views. */
export type LaneView = LaneStats &
  Pick<
    WaitingLane,
    'isRecovering' | 'recovery' | 'bookAway' | 'noWorkerSince' | 'isNotSetUp' | 'hasNoList' | 'overdue'
  >;

/** A lane in unknown state; `now` is the clock of this process. */
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
