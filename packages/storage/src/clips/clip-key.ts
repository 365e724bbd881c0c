import { InvalidKeyError } from '../errors.ts';
import { MAX_KEY_BYTES, MAX_SEGMENT_BYTES, parseKey } from '../objects/object-key.ts';

const EXTENSION = '.mp4';
/** Room in a new key for `-2`, `.json` and the like. */
const RESERVED_BYTES = 15;

/** @throws InvalidKeyError for a key that leaves the store, or does not end in `.mp4` */
export function assertClipKey(key: string): void {
  parseKey(key);
  if (!key.endsWith(EXTENSION)) throw new InvalidKeyError(key, `does not end in ${EXTENSION}`);
}

/** @throws InvalidKeyError also for a key too long for a number or a sidecar */
export function assertNewClipKey(key: string): void {
  assertClipKey(key);
  const longest = Math.max(...key.split('/').map((segment) => Buffer.byteLength(segment)));
  if (
    longest > MAX_SEGMENT_BYTES - RESERVED_BYTES ||
    Buffer.byteLength(key) > MAX_KEY_BYTES - RESERVED_BYTES
  ) {
    throw new InvalidKeyError(key, 'is too long');
  }
}

export function isClipKey(key: string): boolean {
  return key.endsWith(EXTENSION);
}

/** Key of the JSON beside a clip. */
export function sidecarKey(clipKey: string): string {
  return `${clipKey.slice(0, -EXTENSION.length)}.json`;
}

/** Key of the JPEG that may lie beside a clip. */
export function posterKey(clipKey: string): string {
  return `${clipKey.slice(0, -EXTENSION.length)}.jpg`;
}

/** The key to try when other clips have the earlier ones: `a.mp4`, `a-2.mp4`, `a-3.mp4` … */
export function numberedKey(clipKey: string, number: number): string {
  if (number === 1) return clipKey;
  return `${clipKey.slice(0, -EXTENSION.length)}-${number}${EXTENSION}`;
}
