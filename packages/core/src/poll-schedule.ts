import type { GenerationRequest } from './generation.ts';

/** How often one operation may be asked for. All times in ms. */
export interface PollPolicy {
  /** Fixed time to the first poll; null lets recent renders of its kind decide. */
  firstMs: number | null;
  minMs: number;
  maxMs: number;
  /** Age from which an operation is overdue: asked ever more rarely, never paid again. */
  limitMs: number;
}

/** How long recent renders of one kind took, ms; null while nothing is known. */
export interface RenderTimes {
  p10: number;
  p50: number;
  p90: number;
  /** How many renders that is known from. */
  count: number;
}

/** While nothing is known, an operation is asked again each time it has become so much older. */
const SHARE_OF_AGE = 0.15;
/** Polls from p10 to p90: half of them on the way to a usual render. */
const STEPS = 6;
/** Bounds of the time between those polls, as shares of the median render. */
const STEP_LEAST = 0.01;
const STEP_MOST = 0.08;
/** Fewer renders than this may be alike by chance: polls are not finer than this share then. */
const ENOUGH = 10;
const STEP_UNSURE = 0.05;
/** After p90 an operation is asked at so much of the time since then. */
const LATE_SHARE = 0.25;
/** Overdue operations are asked at a quarter of their overtime, at most hourly. */
const OVERDUE_SHARE = 0.25;
const OVERDUE_MAX_MS = 3_600_000;

/**
 * Time from acceptance to the first poll: just before the fastest recent renders were found done. What is
 * learned is only as early as we asked, so a few takes are asked early, at half that
 * time: without them a provider that became faster would never be noticed.
 */
export function firstPollDelay(policy: PollPolicy, known: RenderTimes | null, isEarlyPoll: boolean): number {
  if (policy.firstMs !== null) return policy.firstMs;
  if (known === null) return policy.minMs;
  return Math.max(policy.minMs, Math.round(isEarlyPoll ? known.p10 / 2 : windowStart(policy, known)));
}

/**
 * Time to the next poll of an operation that is `ageMs` old and still rendering: rarely until the fastest of its kind
 * were done, most often while most of them are, and ever more rarely after. Where one page of a list answers for
 * many (`isShared`) they are asked twice as often.
 */
export function nextPollDelay(
  policy: PollPolicy,
  ageMs: number,
  { known, isShared = false }: { known: RenderTimes | null; isShared?: boolean },
): number {
  if (ageMs >= policy.limitMs) {
    const overtime = Math.max(ageMs - policy.limitMs, policy.maxMs / OVERDUE_SHARE);
    return Math.min(OVERDUE_MAX_MS, Math.round(overtime * OVERDUE_SHARE));
  }
  const wished = known === null ? ageMs * SHARE_OF_AGE : usualDelay(policy, ageMs, { known, isShared });
  return Math.min(policy.maxMs, Math.max(policy.minMs, Math.round(wished)));
}

function usualDelay(
  policy: PollPolicy,
  ageMs: number,
  { known, isShared }: { known: RenderTimes; isShared: boolean },
): number {
  const step = stepOf(policy, known);
  const untilWindow = windowStart(policy, known) - ageMs;
  if (untilWindow > 0) return Math.max(untilWindow, step);
  const lateMs = Math.max(0, ageMs - known.p90);
  return (isShared ? step / 2 : step) + lateMs * LATE_SHARE;
}

/** The age at which the fastest are done: they were found so half a step late. */
function windowStart(policy: PollPolicy, known: RenderTimes): number {
  return known.p10 - stepOf(policy, known) / 2;
}

/** Time between two polls while most renders end: the more alike they are, the finer, at about the same cost. */
function stepOf({ minMs, maxMs }: PollPolicy, { p10, p50, p90, count }: RenderTimes): number {
  const least = p50 * (count < ENOUGH ? STEP_UNSURE : STEP_LEAST);
  const byShare = Math.min(p50 * STEP_MOST, Math.max(least, (p90 - p10) / STEPS));
  return Math.min(maxMs, Math.max(minMs, byShare));
}

/** A wait between two polls of this share of the render, at most, tells how long it took. */
const PRECISE_SHARE = 0.2;

/**
 * Whether a render that was found done at the age of `renderMs` tells how long such renders take. It was running when it
 * was last seen, at `runningMs`; where that is long ago, as after an outage, `renderMs` is but an upper bound. Such a bound
 * is worth something only where it is below all that is known: renders are faster now.
 */
export function isRenderTime(
  policy: PollPolicy,
  { renderMs, runningMs = 0, known }: { renderMs: number; runningMs?: number; known: RenderTimes | null },
): boolean {
  const unseenMs = renderMs - Math.max(runningMs, policy.firstMs ?? 0);
  if (unseenMs <= Math.max(2 * policy.minMs, renderMs * PRECISE_SHARE)) return true;
  return known !== null && renderMs < known.p10;
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

/** Names the renders that take about the same time; no other model may be named so. */
export function renderKind(
  model: string,
  { durationSeconds }: Pick<GenerationRequest, 'durationSeconds'>,
): string {
  return `${model}:${durationSeconds}`;
}

/** Nearest-rank percentiles of render durations in ms; null when there are none. */
export function renderTimes(durationsMs: readonly number[]): RenderTimes | null {
  if (durationsMs.length === 0) return null;
  const sorted = durationsMs.toSorted((a, b) => a - b);
  const rank = (share: number) => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] as number;
  return { p10: rank(0.1), p50: rank(0.5), p90: rank(0.9), count: sorted.length };
}
