import type { BreakerState, IsolationReason } from '@cineflow/contracts';

/** Limits of a lane. All times in ms. */
export interface LanePolicy {
  /** Permits while the breaker is closed. */
  maximum: number;
  /** Permits while the breaker is open. */
  degraded: number;
  /** Consecutive provider errors that trip the breaker. */
  tripAfter: number;
  /** How long the breaker stays open after the last trip. */
  cooldownMs: number;
  /** Growth of the cool-down with each trip during a recovery; default 1, no growth. */
  cooldownGrowth?: number;
  /** Upper limit of the cool-down; default one hour. */
  cooldownMaxMs?: number;
  /** After the cool-down, one permit returns per step. */
  recoveryStepMs: number;
  /** Permits of models with a lower limit than the account. */
  caps?: Readonly<Record<string, number>>;
}

/** The part of a lane's state that decides its capacity. Times are Redis times in ms. */
export interface LaneCondition {
  trippedAt: number | null;
  /** Trips during a recovery since the breaker was last closed. */
  relapses: number;
  isolation: IsolationReason | null;
  /** The provider's own limit as last observed, and when to try one more. */
  learned: { limit: number; nextStepAt: number } | null;
}

export interface Capacity {
  capacity: number;
  breaker: BreakerState;
  /** When the capacity changes next without any event, or null. */
  nextChangeAt: number | null;
}

/**
 * Permits of a lane at `now`. Computed, never ticked: no timer can be lost, and all workers see the same number.
 * `lane.lua` has the same arithmetic; a property test compares the two.
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

/** Time the breaker stays open after a trip, ms. */
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
