/** A parsed Range header: all, one range (inclusive), or an unsatisfiable one. */
export type RangeRequest = 'all' | 'unsatisfiable' | { start: number; end: number };

/**
 * Parses a Range header (RFC 9110 §14). Several ranges, other units and malformed values mean all, as the RFC allows.
 * A start beyond the end, or a suffix of 0 bytes, is unsatisfiable.
 */
export function parseRange(header: string | undefined, sizeBytes: number): RangeRequest {
  const match = /^\s*bytes\s*=\s*(\d*)\s*-\s*(\d*)\s*$/i.exec(header ?? '');
  if (!match) return 'all';
  const [, first = '', last = ''] = match;
  if (first === '' && last === '') return 'all';
  if (first === '') {
    const length = Math.min(Number(last), sizeBytes);
    return length === 0 ? 'unsatisfiable' : { start: sizeBytes - length, end: sizeBytes - 1 };
  }
  const start = Number(first);
  const end = last === '' ? sizeBytes - 1 : Math.min(Number(last), sizeBytes - 1);
  if (last !== '' && Number(last) < start) return 'all';
  return start >= sizeBytes ? 'unsatisfiable' : { start, end };
}
