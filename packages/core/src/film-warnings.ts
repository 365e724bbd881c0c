import type { Order, Resolution } from './model.ts';

const TOLERANCE_SECONDS = 1;
const TOLERANCE_SHARE = 0.1;
const RATIOS: Readonly<Record<Resolution, string>> = { horizontal: '16:9', vertical: '9:16' };

/** What a film says about itself; `width` and `height` as it is shown, after rotation. */
interface Shown {
  durationSeconds?: number | undefined;
  width?: number | undefined;
  height?: number | undefined;
}

/** A sentence for each way in which a film is not as it was ordered. It is kept all the same: it was paid for. */
export function filmWarnings(
  ordered: Pick<Order, 'durationSeconds' | 'resolution'>,
  film: Shown | undefined,
): string[] {
  if (film === undefined) return [];
  return [lengthWarning(ordered, film), orientationWarning(ordered, film)].filter((one) => one !== null);
}

function lengthWarning({ durationSeconds: ordered }: Pick<Order, 'durationSeconds'>, film: Shown): string | null {
  const { durationSeconds: found } = film;
  if (found === undefined) return null;
  const tolerance = Math.max(TOLERANCE_SECONDS, ordered * TOLERANCE_SHARE);
  if (Math.abs(found - ordered) <= tolerance) return null;
  return `the film is ${Math.round(found * 10) / 10} s long, ordered were ${ordered} s`;
}

/** A square film is neither: it has to be cropped as well. */
function orientationWarning({ resolution }: Pick<Order, 'resolution'>, film: Shown): string | null {
  const { width, height } = film;
  if (width === undefined || height === undefined) return null;
  const isAsOrdered = resolution === 'vertical' ? height > width : width > height;
  if (isAsOrdered) return null;
  return `the film is ${width}x${height}, ordered was ${resolution} (${RATIOS[resolution]})`;
}
