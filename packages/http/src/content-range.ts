export interface ContentRange {
  startBytes: number;
  /** Last byte of the part, inclusive. */
  endBytes: number;
  totalBytes?: number;
}

/** Parses `bytes 10-99/100` or `bytes 10-99/*`; undefined for implausible values. */
export function parseContentRange(header: string | undefined): ContentRange | undefined {
  const [, start, end, total] =
    /^\s*bytes\s+(\d{1,15})-(\d{1,15})\/(\d{1,15}|\*)\s*$/i.exec(header ?? '') ?? [];
  if (start === undefined || end === undefined) return undefined;
  const range = { startBytes: Number(start), endBytes: Number(end) };
  if (range.endBytes < range.startBytes) return undefined;
  if (total === '*') return range;
  const totalBytes = Number(total);
  return totalBytes > range.endBytes ? { ...range, totalBytes } : undefined;
}
