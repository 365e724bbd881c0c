/** Part of a body, both ends included. */
export interface ByteRange {
  readonly first: number;
  readonly last: number;
}

/** Reads a `Range` header with one range; undefined where the whole body is to be sent, 'unsatisfiable' where nothing matches. */
export function parseByteRange(
  header: string | undefined,
  sizeBytes: number,
): ByteRange | 'unsatisfiable' | undefined {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header ?? '');
  if (match === null || (match[1] === '' && match[2] === '')) return undefined;
  const suffix = match[1] === '';
  const first = suffix ? Math.max(0, sizeBytes - Number(match[2])) : Number(match[1]);
  const last = suffix || match[2] === '' ? sizeBytes - 1 : Math.min(sizeBytes - 1, Number(match[2]));
  if (match[1] !== '' && match[2] !== '' && Number(match[2]) < Number(match[1])) return undefined;
  return first > last ? 'unsatisfiable' : { first, last };
}
