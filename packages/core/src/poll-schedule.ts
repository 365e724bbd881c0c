/** How often one operation may be asked for. All times in ms. */
export interface PollPolicy {
  /** Fixed time to the first poll; null lets recent renders of the model decide. */
  firstMs: number | null;
  minMs: number;
  maxMs: number;
  /** Age from which an operation is overdue: asked ever more rarely, never paid again. */
  limitMs: number;
}

/** How long recent renders of one model took, ms; null while nothing is known. */
export interface RenderTimes {
  p10: number;
  p50: number;
  p90: number;
}

/** An interval grows with age so that its lateness stays a small share of what was waited anyway. */
const SHARE_OF_AGE = 0.05;
/** Overdue operations are asked at a quarter of their overtime, at most hourly. */
const OVERDUE_SHARE = 0.25;
const OVERDUE_MAX_MS = 3_600_000;

/**
 * Time from acceptance to the first poll: just before the fastest recent renders were done. What is
 * learned is only as early as we asked, so a few takes go ahead as scouts and are asked at half that
 * time: without them a provider that became faster would never be noticed.
 */
export function firstPollDelay(policy: PollPolicy, known: RenderTimes | null, isScout: boolean): number {
  if (policy.firstMs !== null) return policy.firstMs;
  if (known === null) return policy.minMs;
  return Math.max(policy.minMs, Math.round(known.p10 * (isScout ? 0.5 : 0.95)));
}

/** Time to the next poll of an operation that is `ageMs` old and still rendering. */
export function nextPollDelay(policy: PollPolicy, ageMs: number): number {
  if (ageMs >= policy.limitMs) {
    const overtime = Math.max(ageMs - policy.limitMs, policy.maxMs / OVERDUE_SHARE);
    return Math.min(OVERDUE_MAX_MS, Math.round(overtime * OVERDUE_SHARE));
  }
  const byAge = Math.round(ageMs * SHARE_OF_AGE);
  return Math.min(policy.maxMs, Math.max(policy.minMs, byAge));
}

/** So much of a wait is left to chance. */
const SPREAD = 0.1;

/**
 * A wait made shorter by chance, never longer: operations that were accepted together are not asked together for
 * ever. `random` is in [0, 1).
 */
export function spreadDelay(delayMs: number, random: number): number {
  return Math.round(delayMs * (1 - SPREAD * random));
}

/** Nearest-rank percentiles of render durations in ms; null when there are none. */
export function renderTimes(durationsMs: readonly number[]): RenderTimes | null {
  if (durationsMs.length === 0) return null;
  const sorted = durationsMs.toSorted((a, b) => a - b);
  const rank = (share: number) => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] as number;
  return { p10: rank(0.1), p50: rank(0.5), p90: rank(0.9) };
}
