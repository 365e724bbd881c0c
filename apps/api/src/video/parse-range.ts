/** What a Range header asks of a clip: all of it, one part (both ends inclusive), or a part that is not there. */
export type RangeRequest = 'all' | 'unsatisfiable' | { start: number; end: number };

/**
 * Reads a Range header (RFC 9110 §14). Several ranges, other units and anything malformed ask for all of it, as
 * the RFC allows; a first byte behind the end, or the last 0 bytes, cannot be satisfied.
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
