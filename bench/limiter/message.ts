/** Messages of a bench worker. Times in ms since the epoch, with fractions. */
export type Message =
  | { kind: 'ready' }
  /** The step that began at `at` gave a permit to `take`. */
  | { kind: 'freed'; take: string; at: number }
  /** The first byte of the create of `take` was written. */
  | { kind: 'created'; take: string; at: number }
  /** Delay of a poll. */
  | { kind: 'lag'; ms: number }
  /** CPU time and peak heap. */
  | { kind: 'usage'; cpuMs: number; heapBytes: number };

export function clock(): number {
  return performance.timeOrigin + performance.now();
}
