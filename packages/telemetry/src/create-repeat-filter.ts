export interface Repeats {
  /** Lines that were left out in the window that has just ended. */
  suppressed: number;
}

const LONGEST_LIST = 1_000;

/**
 * Lets `perWindow` lines of each key through per window. At its end, calls `report` of the last dropped line once.
 */
export function createRepeatFilter({ perWindow, windowMs }: { perWindow: number; windowMs: number }) {
  const counts = new Map<
    string,
    { passed: number; suppressed: number; report: (repeats: Repeats) => void }
  >();

  const endWindow = (key: string): void => {
    const count = counts.get(key);
    counts.delete(key);
    if (count !== undefined && count.suppressed > 0) count.report({ suppressed: count.suppressed });
  };

  /** Whether this line may be written. */
  return (key: string, report: (repeats: Repeats) => void): boolean => {
    const count = counts.get(key);
    if (count === undefined) {
      if (counts.size >= LONGEST_LIST) return true;
      counts.set(key, { passed: 1, suppressed: 0, report });
      setTimeout(() => endWindow(key), windowMs).unref();
      return true;
    }
    if (count.passed < perWindow) {
      count.passed += 1;
      return true;
    }
    count.suppressed += 1;
    count.report = report;
    return false;
  };
}
