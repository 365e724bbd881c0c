import type { GenerationRequest } from './generation.ts';

/** Bounds of polling one operation. All times in ms. */
export interface PollPolicy {
  /** Fixed delay of the first poll; null: decided by recent renders of its kind. */
  firstMs: number | null;
  minMs: number;
  maxMs: number;
  /** Age from which an operation is overdue: polled less and less often, never paid again. */
  limitMs: number;
}

/** Duration of recent renders of one kind, ms; null without any. */
export interface RenderTimes {
  p10: number;
  p50: number;
  p90: number;
  /** Number of renders in the sample. */
  count: number;
}

/** Without history, poll again after this share of the age. */
const SHARE_OF_AGE = 0.15;
/** Polls between p10 and p90; half of them happen before the median. */
const STEPS = 6;
/** Bounds of the delay between those polls, as shares of the median render. */
const STEP_LEAST = 0.01;
const STEP_MOST = 0.08;
/** A smaller sample may be alike by chance, so polls stay at least this share apart. */
const ENOUGH = 10;
const STEP_UNSURE = 0.05;
/** After p90, poll again after this share of the time since p90. */
const LATE_SHARE = 0.25;
/** Poll an overdue operation after a quarter of its overtime, at most hourly. */
const OVERDUE_SHARE = 0.25;
const OVERDUE_MAX_MS = 3_600_000;

/**
 * Delay from acceptance to the first poll: just before the fastest recent renders were done.
 * A few takes are polled at half that time. Otherwise a provider that became faster would go unnoticed.
 */
export function firstPollDelay(policy: PollPolicy, known: RenderTimes | null, isEarlyPoll: boolean): number {
  if (policy.firstMs !== null) return policy.firstMs;
  if (known === null) return policy.minMs;
  return Math.max(policy.minMs, Math.round(isEarlyPoll ? known.p10 / 2 : windowStart(policy, known)));
}

/**
 * Delay to the next poll of an operation of age `ageMs`. Long before the fastest renders are done, shortest while
 * most of them end, then growing. Halved if one page of a list answers for many (`isShared`).
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

/** Age at which the fastest renders are done; polls found them half a step late. */
function windowStart(policy: PollPolicy, known: RenderTimes): number {
  return known.p10 - stepOf(policy, known) / 2;
}

/** Delay between polls while most renders end. The more alike they are, the finer it is, at about the same cost. */
function stepOf({ minMs, maxMs }: PollPolicy, { p10, p50, p90, count }: RenderTimes): number {
  const least = p50 * (count < ENOUGH ? STEP_UNSURE : STEP_LEAST);
  const byShare = Math.min(p50 * STEP_MOST, Math.max(least, (p90 - p10) / STEPS));
  return Math.min(maxMs, Math.max(minMs, byShare));
}

/** A render time is exact enough if the last delay was at most this share of it. */
const PRECISE_SHARE = 0.2;

/**
 * Whether `renderMs`, the age at which a render was found done, is a usable render time. It was still running at
 * `runningMs`. If that is long ago, as after an outage, `renderMs` is only an upper bound. It is then useful only if
 * it is below all known times.
 */
export function isRenderTime(
  policy: PollPolicy,
  { renderMs, runningMs = 0, known }: { renderMs: number; runningMs?: number; known: RenderTimes | null },
): boolean {
  const unseenMs = renderMs - Math.max(runningMs, policy.firstMs ?? 0);
  if (unseenMs <= Math.max(2 * policy.minMs, renderMs * PRECISE_SHARE)) return true;
  return known !== null && renderMs < known.p10;
}

/** Share of a delay left to jitter. */
const SPREAD = 0.1;

/**
 * Shortens a delay by jitter, never lengthens it, so that operations accepted together drift apart. `random` is in
 * [0, 1).
 */
export function spreadDelay(delayMs: number, random: number): number {
  return Math.round(delayMs * (1 - SPREAD * random));
}

/** Key of renders that take about the same time; unique per model. */
export function renderKind(
  model: string,
  { durationSeconds }: Pick<GenerationRequest, 'durationSeconds'>,
): string {
  return `${model}:${durationSeconds}`;
}

/** Nearest-rank percentiles of render durations in ms; null without any. */
export function renderTimes(durationsMs: readonly number[]): RenderTimes | null {
  if (durationsMs.length === 0) return null;
  const sorted = durationsMs.toSorted((a, b) => a - b);
  const rank = (share: number) => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] as number;
  return { p10: rank(0.1), p50: rank(0.5), p90: rank(0.9), count: sorted.length };
}
