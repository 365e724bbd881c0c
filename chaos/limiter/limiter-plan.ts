/** What one run does. */
export interface LimiterPlan {
  seed: number;
  durationMs: number;
  workers: number;
  /** Permits of the product; the provider itself has no limit and only counts. */
  limit: number;
  /** Takes that are kept open. */
  openTakes: number;
  faultEveryMs: readonly [least: number, most: number];
  print: (line: string) => void;
}

/** Short enough that a lock is lost and taken over many times a minute, ms. */
export const TIMES = { stallMs: 2000, submitTimeoutMs: 3000, settleMs: 3000, renderMs: '300-900' };

export function planLimiter(given: {
  seed: number;
  minutes: number;
  workers?: number;
  print: (line: string) => void;
}): LimiterPlan {
  const { seed, minutes, workers = 6, print } = given;
  const durationMs = minutes * 60_000;
  return { seed, durationMs, workers, limit: 20, openTakes: 80, faultEveryMs: [500, 1800], print };
}
