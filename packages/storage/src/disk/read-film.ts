import type { Readable } from 'node:stream';
import type { ByteRange } from '../spec.ts';
import type { Disk } from './disk.ts';
import { openFilm } from './open-film.ts';

/**
 * Streams a stored film or a part of it; an end behind the last byte means the last byte. The file is closed when
 * the stream ends or is destroyed.
 * @throws ClipNotFoundError, InvalidKeyError; RangeError when the range holds no byte of the film
 */
export async function readFilm(disk: Disk, key: string, range?: ByteRange): Promise<Readable> {
  const handle = await openFilm(disk, key);
  const { size: sizeBytes } = await handle.stat();
  const { start, end } = range ?? { start: 0, end: Infinity };
  if (range && !(start >= 0 && start <= end && start < sizeBytes)) {
    await handle.close();
    throw new RangeError(`The film has ${sizeBytes} bytes: none between ${start} and ${end}`);
  }
  return handle.createReadStream({ start, end: Math.min(end, Math.max(sizeBytes - 1, 0)) });
}
