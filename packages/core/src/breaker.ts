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
  /** Factor by which the cool-down grows with each trip during a recovery; default 1, which is never. */
  cooldownGrowth?: number;
  /** The longest the cool-down grows to; default an hour. */
  cooldownMaxMs?: number;
  /** After the cool-down, one permit comes back per step. */
  recoveryStepMs: number;
  /** Permits of a model that the provider limits more than the account. */
  caps?: Readonly<Record<string, number>>;
}

/** The part of a lane's state that decides its capacity. Times are Redis times in ms. */
export interface LaneCondition {
  trippedAt: number | null;
  /** Trips during a recovery since the breaker was last closed. */
  relapses: number;
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
  const graded = gradedCapacity(policy, condition, now);
  const { learned } = condition;
  if (learned === null || learned.limit >= graded.capacity) return graded;
  return {
    ...graded,
    capacity: learned.limit,
    nextChangeAt: earlier(graded.nextChangeAt, learned.nextStepAt),
  };
}

/** How long the breaker stays open after a trip, ms. */
export function cooldownAfter(policy: LanePolicy, relapses: number): number {
  const { cooldownMs, cooldownGrowth = 1, cooldownMaxMs = 3_600_000 } = policy;
  return Math.floor(Math.max(cooldownMs, Math.min(cooldownMs * cooldownGrowth ** relapses, cooldownMaxMs)));
}

function gradedCapacity(policy: LanePolicy, condition: LaneCondition, now: number): Capacity {
  const { maximum, recoveryStepMs } = policy;
  const { trippedAt } = condition;
  const degraded = Math.min(policy.degraded, maximum);
  if (trippedAt === null) return { capacity: maximum, breaker: 'closed', nextChangeAt: null };
  const recoveringSince = trippedAt + cooldownAfter(policy, condition.relapses);
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
