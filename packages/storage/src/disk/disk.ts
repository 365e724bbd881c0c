import type { Part } from './part.ts';

/** What every disk operation needs to know. */
export interface Disk {
  /** Real path of the root; it exists. */
  root: string;
  /** Free bytes below which no film is begun. */
  reserveBytes: number;
  /** A part nobody has written to for so long belongs to a dead receiver. */
  abandonedAfterMs: number;
  /** Parts this process is writing; what they still lack is as good as taken. */
  writing: Set<Part>;
}
