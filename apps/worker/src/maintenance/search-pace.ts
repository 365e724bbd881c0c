/** How often the list is read for attempts without an outcome; times of one monotonic clock, ms. */
export interface SearchPace {
  /** The attempts that were looked for last. */
  about: string;
  pauseMs: number;
  nextAt: number;
  /** No reading before this time, even for new attempts: the last list was long. */
  restUntil: number;
}

export const FIRST_PACE: Readonly<SearchPace> = { about: '', pauseMs: 0, nextAt: 0, restUntil: 0 };

/** A search in vain is repeated after a pause that doubles up to this, ms. */
const LONGEST_PAUSE_MS = 60_000;
const FIRST_PAUSE_MS = 500;
/** Rest after a reading, as a multiple of its length: polls need the budget too. */
const REST_FACTOR = 3;

/** A reading that never ends is no reason not to search again. */
const LONGEST_READING_MS = 60_000;

/** Pace of a search that begins now; null if too early. Immediate for new attempts, ever rarer for the same. */
export function beginSearch(pace: SearchPace, about: string, now: number): SearchPace | null {
  if (now < pace.restUntil) return null;
  const isNew = about !== pace.about;
  if (!isNew && now < pace.nextAt) return null;
  const doubled = isNew ? 0 : pace.pauseMs * 2;
  const pauseMs = Math.min(LONGEST_PAUSE_MS, Math.max(FIRST_PAUSE_MS, doubled));
  // A list may take longer to read than the pause: one reading at a time, however many rounds begin.
  return { ...pace, about, pauseMs, nextAt: now + pauseMs, restUntil: now + LONGEST_READING_MS };
}

/** The pace after a reading that has taken `tookMs`. */
export function endSearch(
  pace: SearchPace,
  { now, tookMs, isLearned }: { now: number; tookMs: number; isLearned: boolean },
): SearchPace {
  return { ...pace, pauseMs: isLearned ? 0 : pace.pauseMs, restUntil: now + REST_FACTOR * tookMs };
}
