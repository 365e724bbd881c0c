const EXTENSION = '.mp4';

/** Key of the sidecar JSON that stands beside a film. */
export function sidecarKey(filmKey: string): string {
  return `${filmKey.slice(0, -EXTENSION.length)}.json`;
}

/** The key to try when the names before it hold other films: `a.mp4`, `a-2.mp4`, `a-3.mp4` … */
export function numberedKey(filmKey: string, number: number): string {
  if (number === 1) return filmKey;
  return `${filmKey.slice(0, -EXTENSION.length)}-${number}${EXTENSION}`;
}
