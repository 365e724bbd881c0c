import { setTimeout as sleep } from 'node:timers/promises';

export type Direction = 'toServer' | 'toClient';

const BOTH_DIRECTIONS = ['toServer', 'toClient'] as const;

/** What the connections of one proxy suffer at this moment. */
export class TcpFaults {
  readonly passedBytes = { toServer: 0, toClient: 0 };
  private latencyMs = 0;
  private readonly blocked = new Set<Direction>();
  private released = Promise.withResolvers<void>();
  private cut: { bytes: number; direction: Direction } | undefined;

  setLatency(latencyMs: number): void {
    this.latencyMs = latencyMs;
  }

  block(directions: readonly Direction[]): void {
    for (const direction of directions.length > 0 ? directions : BOTH_DIRECTIONS) this.blocked.add(direction);
  }

  release(): void {
    this.blocked.clear();
    this.released.resolve();
    this.released = Promise.withResolvers();
  }

  cutAfter(bytes: number, direction: Direction): void {
    this.cut = { bytes, direction };
  }

  /** Waits until a chunk may pass; returns the allowed part, and whether to cut afterwards. */
  async admit(chunk: Buffer, direction: Direction): Promise<{ piece: Buffer; cut: boolean }> {
    if (this.latencyMs > 0) await sleep(this.latencyMs);
    while (this.blocked.has(direction)) await this.released.promise;
    const piece = this.cut?.direction === direction ? chunk.subarray(0, this.cut.bytes) : chunk;
    this.passedBytes[direction] += piece.length;
    return { piece, cut: this.countTowardsCut(piece, direction) };
  }

  private countTowardsCut(piece: Buffer, direction: Direction): boolean {
    if (this.cut?.direction !== direction) return false;
    this.cut.bytes -= piece.length;
    if (this.cut.bytes > 0) return false;
    this.cut = undefined;
    return true;
  }
}
