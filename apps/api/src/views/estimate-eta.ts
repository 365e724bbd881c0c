/** Inputs of an estimate. Times are Redis times in ms. */
export interface EtaInput {
  now: number;
  /** Takes up to the storyboard's last queued one. */
  waiting: number;
  /** Acceptance times of the operations in flight. */
  inFlightSince: readonly number[];
  /** Permits of the lane; 0 while nothing is sent. */
  capacity: number;
  /** No create is sent before this time. */
  throttledUntil?: number;
  /** Usual render time; null if unknown. */
  renderMs: number | null;
}

/**
 * Expected end of the last take (Redis time in ms). Null without a known render time, while nothing is sent, or if a
 * person has to act.
 */
export function estimateEta(input: EtaInput): number | null {
  const { now, waiting, inFlightSince, capacity, throttledUntil = 0, renderMs } = input;
  if (renderMs === null || waiting + inFlightSince.length === 0) return null;
  const leftMs = inFlightSince.map((since) => Math.max(0, since + renderMs - now));
  const inFlightEnds = now + Math.max(0, ...leftMs);
  if (waiting === 0) return inFlightEnds;
  if (capacity <= 0) return null;
  const rounds = Math.ceil(waiting / capacity);
  return Math.max(inFlightEnds, throttledUntil) + rounds * renderMs;
}
