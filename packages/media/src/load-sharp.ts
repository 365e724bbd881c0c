import type { default as MakeSharp, SharpOptions } from 'sharp';
import { PICTURE_MAX_PIXELS } from './picture.ts';

let loading: Promise<typeof MakeSharp> | undefined;

/** The picture library, loaded with the first picture: it takes 30 MB and a quarter of a second. */
export async function loadSharp(): Promise<typeof MakeSharp> {
  loading ??= import('sharp').then(({ default: sharp }) => {
    // A cache of other people's pictures is memory for nothing; threads within one picture likewise.
    sharp.cache(false);
    sharp.concurrency(1);
    return sharp;
  });
  return await loading;
}

/** Refuses what is cut off or damaged instead of filling it with grey. */
export const STRICTLY: SharpOptions = {
  failOn: 'error',
  limitInputPixels: PICTURE_MAX_PIXELS,
  sequentialRead: true,
};
