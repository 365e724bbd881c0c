import type { BreakerState, TakeState, WaitReason } from '@cineflow/contracts';

/** Combined progress of all posted storyboards. */
export interface Progress {
  elapsedMs: number;
  counts: Record<TakeState, number>;
  /** Takes that are final. */
  done: number;
  total: number;
  /** All lanes together. */
  inFlight: number;
  capacity: number;
  breaker: BreakerState;
  waiting: Partial<Record<WaitReason, number>>;
  /** Remaining time; absent if unknown. */
  remainingMs?: number;
}
