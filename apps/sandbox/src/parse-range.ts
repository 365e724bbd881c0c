/** A range of whole milliseconds, both ends included. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** Reads "2000" or "1500-2500"; undefined for anything else. */
export function parseRange(text: string): Range | undefined {
  const match = /^(\d{1,9})(?:-(\d{1,9}))?$/.exec(text.trim());
  if (match === null) return undefined;
  const from = Number(match[1]);
  const to = Number(match[2] ?? match[1]);
  return from <= to ? { from, to } : undefined;
}

/** Writes a range the way `parseRange` reads it. */
export function formatRange({ from, to }: Range): string {
  return from === to ? String(from) : `${from}-${to}`;
}
