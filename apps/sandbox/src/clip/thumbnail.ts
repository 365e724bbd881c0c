/** A small square picture in 4:2:0: luma first, then both chroma planes of half its size. */
export interface Thumbnail {
  readonly size: number;
  readonly samples: Uint8Array;
}

/** More pictures than these are shown smaller, to keep them in one row. */
const LARGE_COUNT = 6;
const FRAME = 4;

/** Side of the cell that shows one of so many pictures, in whole macroblocks. */
export function cellSizeOf(count: number): 96 | 64 {
  return count <= LARGE_COUNT ? 96 : 64;
}

/** Side of the picture within its cell. */
export function thumbnailSizeOf(count: number): number {
  return cellSizeOf(count) - 2 * FRAME;
}

/** Turns raw RGB of an even side into 4:2:0 of BT.601, as players take clips of this size. */
export function toThumbnail(size: number, rgb: Uint8Array): Thumbnail {
  const half = size / 2;
  const samples = new Uint8Array(size * size + 2 * half * half);
  const [blueAt, redAt] = [size * size, size * size + half * half];
  for (let index = 0; index < size * size; index++) {
    const [red, green, blue] = pixelAt(rgb, index);
    samples[index] = Math.round(16 + (65.738 * red + 129.057 * green + 25.064 * blue) / 256);
  }
  for (let index = 0; index < half * half; index++) {
    const corner = Math.floor(index / half) * 2 * size + (index % half) * 2;
    const four = [corner, corner + 1, corner + size, corner + size + 1].map((at) => pixelAt(rgb, at));
    const [red, green, blue] = [0, 1, 2].map(
      (c) => four.reduce((sum, pixel) => sum + (pixel[c] ?? 0), 0) / 4,
    );
    const [r = 0, g = 0, b = 0] = [red, green, blue];
    samples[blueAt + index] = Math.round(128 + (-37.945 * r - 74.494 * g + 112.439 * b) / 256);
    samples[redAt + index] = Math.round(128 + (112.439 * r - 94.154 * g - 18.285 * b) / 256);
  }
  return { size, samples };
}

function pixelAt(rgb: Uint8Array, index: number): [number, number, number] {
  return [rgb[index * 3] ?? 0, rgb[index * 3 + 1] ?? 0, rgb[index * 3 + 2] ?? 0];
}
