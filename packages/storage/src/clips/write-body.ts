import { addAbortSignal, type Readable } from 'node:stream';
import { CollectError } from '../errors.ts';
import { dropLeftPart, type LeftPart } from '../objects/disk/left-part.ts';
import { PartWriter } from '../objects/disk/part-writer.ts';
import { appendToPart, type Part } from '../objects/disk/part.ts';
import { toBodyError } from './failures.ts';
import type { Guard } from './guard.ts';

const CHUNK_BYTES = 256 * 1024;

/** Moves what was left into our own part, which hashes it. Removes the left part. */
export async function writeLeftPart(part: Part, left: LeftPart): Promise<void> {
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
 * Writes a body to the part while the next chunks arrive. Bounds what waits to be written.
 * @throws CollectError
 */
export async function writeBody(
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
        throw new CollectError('too-large', `The clip is larger than ${maxBytes} bytes`);
      }
      await writer.push(bytes);
      guard.count(bytes.length);
    }
    await writer.end();
    guard.signal.throwIfAborted();
  } catch (error) {
    // Keep what arrived. A failed write says more than a broken connection.
    await writer.end();
    if (error instanceof CollectError) throw error;
    throw guard.signal.aborted ? guard.signal.reason : toBodyError(error, gainedBytes);
  }
}
