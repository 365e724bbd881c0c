import { InvalidKeyError } from '../errors.ts';
import { parseKey } from '../objects/object-key.ts';

const EXTENSION = '.mp4';
/** Leave room for `-2`, `.json` and a prefix. */
const MAX_NEW_SEGMENT_BYTES = 240;
const MAX_NEW_KEY_BYTES = 1_000;

/** @throws InvalidKeyError for a key that leaves the store, or does not end in `.mp4` */
export function assertClipKey(key: string): void {
  parseKey(key);
  if (!key.endsWith(EXTENSION)) throw new InvalidKeyError(key, `does not end in ${EXTENSION}`);
}

/** @throws InvalidKeyError also for a key too long for a number or a sidecar */
export function assertNewClipKey(key: string): void {
  assertClipKey(key);
  if (Buffer.byteLength(key) > MAX_NEW_KEY_BYTES) {
    throw new InvalidKeyError(key, `is longer than ${MAX_NEW_KEY_BYTES} bytes`);
  }
  if (key.split('/').some((segment) => Buffer.byteLength(segment) > MAX_NEW_SEGMENT_BYTES)) {
    throw new InvalidKeyError(key, `has a segment longer than ${MAX_NEW_SEGMENT_BYTES} bytes`);
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
