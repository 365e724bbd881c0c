/** What an estimate is made of. Times are Redis times in ms. */
export interface EtaInput {
  now: number;
  /** Takes that still wait for a permit, those that go before its last one included. */
  waiting: number;
  /** When each operation that is in flight was accepted. */
  inFlightSince: readonly number[];
  /** Permits the lane has; 0 while nothing is sent. */
  capacity: number;
  /** No create is sent before this time. */
  throttledUntil?: number;
  /** How long a render takes, by recent ones; null while none is known. */
  renderMs: number | null;
}

/**
 * When the last take is expected (Redis time in ms), or null where nothing is known: no render was seen yet,
 * nothing is sent, or only a person can say how it goes on.
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
