import type { GenerationRequest } from './generation.ts';

const TOLERANCE_SECONDS = 1;
const TOLERANCE_SHARE = 0.1;

/** Properties of a clip; `width` and `height` as displayed, after rotation. */
interface Shown {
  durationSeconds?: number | undefined;
  width?: number | undefined;
  height?: number | undefined;
}

/** One sentence per difference between a clip and its order. The clip is kept all the same: it was paid for. */
export function clipWarnings(
  ordered: Pick<GenerationRequest, 'durationSeconds' | 'aspectRatio'>,
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

/** Compares landscape with portrait; a square clip also differs, since it has to be cropped. */
function orientationWarning(
  { aspectRatio }: Pick<GenerationRequest, 'aspectRatio'>,
  clip: Shown,
): string | null {
  const { width, height } = clip;
  const [across = NaN, down = NaN] = aspectRatio.split(':').map(Number);
  if (width === undefined || height === undefined || Number.isNaN(across + down)) return null;
  if (Math.sign(width - height) === Math.sign(across - down)) return null;
  return `the clip is ${width}x${height}, ordered was ${aspectRatio}`;
}
