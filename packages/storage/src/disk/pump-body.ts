import { addAbortSignal, type Readable } from 'node:stream';
import { classifyBodyFailure } from '../classify-failure.ts';
import { CollectError } from '../collect-error.ts';
import type { Guard } from '../start-guard.ts';
import { dropLeftPart, type LeftPart } from './left-part.ts';
import { PartWriter } from './part-writer.ts';
import { appendToPart, type Part } from './part.ts';

const CHUNK_BYTES = 256 * 1024;

/** Moves what was left into our own part, which hashes it on the way; the left part is gone afterwards. */
export async function pumpLeftPart(part: Part, left: LeftPart): Promise<void> {
  const end = left.sizeBytes - 1;
  const options = { start: 0, end, autoClose: false, highWaterMark: CHUNK_BYTES };
  try {
    for await (const chunk of left.handle.createReadStream(options))
      await appendToPart(part, chunk as Buffer);
  } finally {
    await dropLeftPart(left);
  }
}

/**
 * Writes a body to the part while the next chunks arrive; what waits to be written is bounded.
 * @throws CollectError
 */
export async function pumpBody(
  part: Part,
  body: Readable,
  { maxBytes, guard }: { maxBytes: number; guard: Guard },
) {
  let gainedBytes = 0;
  const leftBytes = part.sizeBytes;
  const writer = new PartWriter(part);
  guard.watchSpeed();
  try {
    for await (const chunk of addAbortSignal(guard.signal, body)) {
      const bytes: Uint8Array = typeof chunk === 'string' ? Buffer.from(chunk) : (chunk as Uint8Array);
      gainedBytes += bytes.length;
      if (leftBytes + gainedBytes > maxBytes) {
        throw new CollectError('too-large', `The film is larger than ${maxBytes} bytes`);
      }
      await writer.push(bytes);
      guard.count(bytes.length);
    }
    await writer.end();
    guard.signal.throwIfAborted();
  } catch (error) {
    // What arrived is kept for the next attempt; a failure to write it says more than a broken connection.
    await writer.end();
    if (error instanceof CollectError) throw error;
    throw guard.signal.aborted ? guard.signal.reason : classifyBodyFailure(error, gainedBytes);
  }
}
