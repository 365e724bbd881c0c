import type { LaneStats } from '@cineflow/limiter';

/** What the views need to know of a lane. */
export interface LaneView extends LaneStats {
  /** From a loss or restart of Redis until the ledger was compared with the journals: nothing is sent. */
  isRecovering?: boolean;
}
