const EXTENSION = '.mp4';

/** Key of the sidecar JSON that stands beside a film. */
export function sidecarKey(filmKey: string): string {
  return `${filmKey.slice(0, -EXTENSION.length)}.json`;
}

/** Key of the JPEG that may stand beside a film. */
export function posterKey(filmKey: string): string {
  return `${filmKey.slice(0, -EXTENSION.length)}.jpg`;
}

/** The moment of a film its poster shows, s: the first frames are often black. */
export function posterAt({ durationSeconds = 0 }: { durationSeconds?: number | undefined }): number {
  return durationSeconds / 3;
}

/** The key to try when the names before it hold other films: `a.mp4`, `a-2.mp4`, `a-3.mp4` … */
export function numberedKey(filmKey: string, number: number): string {
  if (number === 1) return filmKey;
  return `${filmKey.slice(0, -EXTENSION.length)}-${number}${EXTENSION}`;
}
