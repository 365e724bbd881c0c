import { InvalidKeyError } from './invalid-key-error.ts';

/** Leaves room below the 255 bytes of common file systems for `-2`, `.json` and the like. */
const MAX_SEGMENT_BYTES = 240;
const MAX_KEY_BYTES = 1_000;

/**
 * The segments of a key, each safe as one file name, the last ending in `.mp4`.
 * @throws InvalidKeyError
 */
export function parseKey(key: string): [string, ...string[]] {
  const problem = problemOfKey(key);
  if (problem) throw new InvalidKeyError(key, problem);
  return key.split('/') as [string, ...string[]];
}

function problemOfKey(key: string): string | null {
  if (key.includes('\0')) return 'holds a NUL character';
  if (key.includes('\\')) return 'holds a backslash';
  if (!key.isWellFormed()) return 'is no well-formed Unicode';
  if (key.startsWith('/')) return 'is absolute';
  if (!key.endsWith('.mp4')) return 'does not end in .mp4';
  if (Buffer.byteLength(key) > MAX_KEY_BYTES) return `is longer than ${MAX_KEY_BYTES} bytes`;
  const segments = key.split('/');
  if (segments.some((segment) => segment === '' || segment === '.' || segment === '..')) {
    return 'has a segment that is empty, "." or ".."';
  }
  if (segments.some((segment) => Buffer.byteLength(segment) > MAX_SEGMENT_BYTES)) {
    return `has a segment longer than ${MAX_SEGMENT_BYTES} bytes`;
  }
  return null;
}
