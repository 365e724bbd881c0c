/** ISO time of a Redis time in ms. */
export function isoTime(ms: number): string {
  return new Date(ms).toISOString();
}

/** `{ [name]: ISO time }`, or nothing without a time. */
export function optionalTime<Name extends string>(
  name: Name,
  ms: number | undefined,
): { [K in Name]?: string } {
  return ms === undefined ? {} : ({ [name]: isoTime(ms) } as { [K in Name]?: string });
}
