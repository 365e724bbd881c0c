import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';

/** Passes a body on, no faster than all bodies together may come. The signal ends the waiting. */
export type Bandwidth = (body: Readable, signal: AbortSignal) => Readable;

/** Bandwidth to be shared by any number of bodies; without a number they pass as fast as they come. */
export function createBandwidth(bytesPerSecond?: number): Bandwidth {
  if (bytesPerSecond === undefined) return (body) => body;
  let freeAtMs = 0;
  const waitForTurn = async (bytes: number, signal: AbortSignal): Promise<void> => {
    const now = performance.now();
    freeAtMs = Math.max(freeAtMs, now) + (bytes * 1_000) / bytesPerSecond;
    await sleep(freeAtMs - now, undefined, { signal });
  };
  return (body, signal) =>
    Readable.from(pass(body, waitForTurn, signal), { objectMode: true, highWaterMark: 1 });
}

async function* pass(
  body: Readable,
  waitForTurn: (bytes: number, signal: AbortSignal) => Promise<void>,
  signal: AbortSignal,
): AsyncGenerator<Buffer> {
  for await (const chunk of body) {
    const bytes = chunk as Buffer;
    await waitForTurn(bytes.length, signal);
    yield bytes;
  }
}
