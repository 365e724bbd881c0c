import { addAbortSignal, type Readable } from 'node:stream';
import { classifyBodyFailure, classifyDiskFailure } from '../classify-failure.ts';
import { CollectError } from '../collect-error.ts';
import type { Guard } from '../start-guard.ts';
import { dropLeftPart, type LeftPart } from './left-part.ts';
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
 * Writes a body to the part, one chunk at a time: no chunk is asked for before the one before it is written.
 * @throws CollectError
 */
export async function pumpBody(
  part: Part,
  body: Readable,
  { maxBytes, guard }: { maxBytes: number; guard: Guard },
) {
  const startBytes = part.sizeBytes;
  guard.watchSpeed();
  try {
    for await (const chunk of addAbortSignal(guard.signal, body)) {
      const bytes: Uint8Array = typeof chunk === 'string' ? Buffer.from(chunk) : (chunk as Uint8Array);
      if (part.sizeBytes + bytes.length > maxBytes) {
        throw new CollectError('too-large', `The film is larger than ${maxBytes} bytes`);
      }
      await appendToPart(part, bytes).catch((error: unknown) => {
        throw classifyDiskFailure(error);
      });
      guard.count(bytes.length);
    }
    guard.signal.throwIfAborted();
  } catch (error) {
    if (error instanceof CollectError) throw error;
    throw guard.signal.aborted
      ? guard.signal.reason
      : classifyBodyFailure(error, part.sizeBytes - startBytes);
  }
}
