const TOLERANCE_SECONDS = 1;
const TOLERANCE_SHARE = 0.1;

/** A sentence where a film is not as long as it was ordered, or null. It is kept all the same: it was paid for. */
export function durationWarning(orderedSeconds: number, filmSeconds: number | undefined): string | null {
  if (filmSeconds === undefined) return null;
  const tolerance = Math.max(TOLERANCE_SECONDS, orderedSeconds * TOLERANCE_SHARE);
  if (Math.abs(filmSeconds - orderedSeconds) <= tolerance) return null;
  return `the film is ${Math.round(filmSeconds * 10) / 10} s long, ordered were ${orderedSeconds} s`;
}
