/** What a bench worker tells the bench. Times in ms since the epoch, with fractions. */
export type Message =
  | { kind: 'ready' }
  /** A permit was given to `take` by the step that began at `at`. */
  | { kind: 'freed'; take: string; at: number }
  /** The first byte of the create of `take` is written. */
  | { kind: 'created'; take: string; at: number }
  /** A poll came so much later than it was due. */
  | { kind: 'lag'; ms: number }
  /** CPU time used so far, and the most heap there was. */
  | { kind: 'usage'; cpuMs: number; heapBytes: number };

export function clock(): number {
  return performance.timeOrigin + performance.now();
}
