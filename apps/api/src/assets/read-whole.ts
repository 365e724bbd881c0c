import { PICTURE_MAX_BYTES, PictureError } from '@cineflow/media';
import type { Readable } from 'node:stream';

/** The bytes of one picture. @throws PictureError `too-large` as soon as there are too many */
export async function readPictureBytes(stream: Readable | AsyncIterable<Buffer>): Promise<Buffer> {
  const bytes = await readWhole(stream, PICTURE_MAX_BYTES);
  if (bytes === null)
    throw new PictureError('too-large', `the picture has more than ${PICTURE_MAX_BYTES / 1024 / 1024} MB`);
  return bytes;
}

/** All bytes of a stream; null as soon as there are more than allowed. @throws BrokenStreamError */
export async function readWhole(
  stream: Readable | AsyncIterable<Buffer>,
  mostBytes: number,
): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > mostBytes) return null;
      chunks.push(chunk);
    }
  } catch (error) {
    throw new BrokenStreamError('what was sent ended early, or is damaged', { cause: error });
  }
  return Buffer.concat(chunks);
}

/** The bytes do not come whole. */
export class BrokenStreamError extends Error {
  override readonly name = 'BrokenStreamError';
}
