/** ISO time of a Redis time in ms. */
export function isoTime(ms: number): string {
  return new Date(ms).toISOString();
}

/** `{ [name]: ISO time }`, or nothing where there is no time: contracts know no null. */
export function optionalTime<Name extends string>(
  name: Name,
  ms: number | undefined,
): { [K in Name]?: string } {
  return ms === undefined ? {} : ({ [name]: isoTime(ms) } as { [K in Name]?: string });
}
