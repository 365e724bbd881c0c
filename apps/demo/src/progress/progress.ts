import type { BreakerState, TakeState, WaitReason } from '@cineflow/contracts';

/** Where all posted storyboards stand together at one moment. */
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
  /** From now on; absent while nobody can tell. */
  remainingMs?: number;
}
