import type { BreakerState, IsolationReason } from '@cineflow/contracts';

/** How a lane is driven. All times in ms. */
export interface LanePolicy {
  /** Permits while all is well. */
  maximum: number;
  /** Permits while the provider is in trouble. */
  degraded: number;
  /** Consecutive provider errors that trip the breaker. */
  tripAfter: number;
  /** How long the breaker stays open after the last trip. */
  cooldownMs: number;
  /** After the cool-down, one permit comes back per step. */
  recoveryStepMs: number;
}

/** The part of a lane's state that decides its capacity. Times are Redis times in ms. */
export interface LaneCondition {
  trippedAt: number | null;
  isolation: IsolationReason | null;
  /** The provider's own limit as last observed, and when it may be tried one higher. */
  learned: { limit: number; nextStepAt: number } | null;
}

export interface Capacity {
  capacity: number;
  breaker: BreakerState;
  /** When the number will be another one without anything happening, or null. */
  nextChangeAt: number | null;
}

/**
 * Permits a lane has at `now`. Computed, never ticked: no timer can be lost in a crash and every worker
 * sees the same number. `lane.lua` holds the same arithmetic; a property test compares the two.
 */
export function capacityAt(policy: LanePolicy, condition: LaneCondition, now: number): Capacity {
  if (condition.isolation !== null) return { capacity: 0, breaker: 'isolated', nextChangeAt: null };
  const graded = gradedCapacity(policy, condition.trippedAt, now);
  const { learned } = condition;
  if (learned === null || learned.limit >= graded.capacity) return graded;
  return {
    ...graded,
    capacity: learned.limit,
    nextChangeAt: earlier(graded.nextChangeAt, learned.nextStepAt),
  };
}

function gradedCapacity(policy: LanePolicy, trippedAt: number | null, now: number): Capacity {
  const { maximum, degraded, cooldownMs, recoveryStepMs } = policy;
  if (trippedAt === null) return { capacity: maximum, breaker: 'closed', nextChangeAt: null };
  const recoveringSince = trippedAt + cooldownMs;
  const steps = Math.floor((now - recoveringSince) / recoveryStepMs);
  if (steps < 0) {
    return { capacity: degraded, breaker: 'open', nextChangeAt: recoveringSince + recoveryStepMs };
  }
  if (degraded + steps >= maximum) return { capacity: maximum, breaker: 'closed', nextChangeAt: null };
  const nextChangeAt = recoveringSince + (steps + 1) * recoveryStepMs;
  return { capacity: degraded + steps, breaker: 'recovering', nextChangeAt };
}

function earlier(a: number | null, b: number): number {
  return a === null ? b : Math.min(a, b);
}
