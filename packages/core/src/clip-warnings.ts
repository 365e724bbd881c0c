import type { GenerationRequest, Resolution } from './model.ts';

const TOLERANCE_SECONDS = 1;
const TOLERANCE_SHARE = 0.1;
const RATIOS: Readonly<Record<Resolution, string>> = { horizontal: '16:9', vertical: '9:16' };

/** What a clip says about itself; `width` and `height` as it is shown, after rotation. */
interface Shown {
  durationSeconds?: number | undefined;
  width?: number | undefined;
  height?: number | undefined;
}

/** A sentence for each way in which a clip is not as it was ordered. It is kept all the same: it was paid for. */
export function clipWarnings(
  ordered: Pick<GenerationRequest, 'durationSeconds' | 'resolution'>,
  clip: Shown | undefined,
): string[] {
  if (clip === undefined) return [];
  return [lengthWarning(ordered, clip), orientationWarning(ordered, clip)].filter((one) => one !== null);
}

function lengthWarning(
  { durationSeconds: ordered }: Pick<GenerationRequest, 'durationSeconds'>,
  clip: Shown,
): string | null {
  const { durationSeconds: found } = clip;
  if (found === undefined) return null;
  const tolerance = Math.max(TOLERANCE_SECONDS, ordered * TOLERANCE_SHARE);
  if (Math.abs(found - ordered) <= tolerance) return null;
  return `the clip is ${Math.round(found * 10) / 10} s long, ordered were ${ordered} s`;
}

/** A square clip is neither: it has to be cropped as well. */
function orientationWarning(
  { resolution }: Pick<GenerationRequest, 'resolution'>,
  clip: Shown,
): string | null {
  const { width, height } = clip;
  if (width === undefined || height === undefined) return null;
  const isAsOrdered = resolution === 'vertical' ? height > width : width > height;
  if (isAsOrdered) return null;
  return `the clip is ${width}x${height}, ordered was ${resolution} (${RATIOS[resolution]})`;
}
