import { extname } from 'node:path/posix';
import { InvalidKeyError } from '../errors.ts';

/** Limit of common file systems. */
const MAX_SEGMENT_BYTES = 255;
/** Limit of S3. */
const MAX_KEY_BYTES = 1_024;
/** Begins the names of all marks. */
export const MARK_PREFIX = '.cineflow-store-';

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  '.mp4': 'video/mp4',
  '.json': 'application/json',
  '.jpg': 'image/jpeg',
  '.png': 'image/png',
  '.webp': 'image/webp',
  '.srt': 'application/x-subrip',
  '.vtt': 'text/vtt',
};

/**
 * The segments of a key, each safe as a file name.
 * @throws InvalidKeyError
 */
export function parseKey(key: string): [string, ...string[]] {
  const problem = problemOfKey(key);
  if (problem) throw new InvalidKeyError(key, problem);
  return key.split('/') as [string, ...string[]];
}

/** The media type of an object, by the extension of its key. */
export function mediaTypeOf(key: string): string {
  return MEDIA_TYPES[extname(key)] ?? 'application/octet-stream';
}

/** Name of the file, or object, that identifies a store. */
export function markKey(mark: string): string {
  return MARK_PREFIX + mark;
}

/** The mark in such a name; null for any other name. */
export function markOf(name: string): string | null {
  return name.startsWith(MARK_PREFIX) ? name.slice(MARK_PREFIX.length) : null;
}

function problemOfKey(key: string): string | null {
  if (key.includes('\0')) return 'contains a NUL character';
  if (key.includes('\\')) return 'contains a backslash';
  if (!key.isWellFormed()) return 'is no well-formed Unicode';
  if (key.startsWith('/')) return 'is absolute';
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
