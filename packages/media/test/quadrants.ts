/** Four colours of a picture: top left, top right, bottom left, bottom right. */
export type Quadrants = readonly [Colour, Colour, Colour, Colour];
export type Colour = readonly [number, number, number];

export const QUADRANTS: Quadrants = [
  [220, 30, 30],
  [20, 170, 60],
  [30, 60, 210],
  [240, 230, 60],
];

/** Four colours that ink can print. */
export const MUTED: Quadrants = [
  [150, 90, 80],
  [90, 140, 100],
  [90, 95, 140],
  [180, 170, 110],
];

/** Raw pixels of four plain quadrants, with an alpha of its own where one is given. */
export function drawQuadrants(width: number, height: number, alpha?: number, colours = QUADRANTS): Buffer {
  const channels = alpha === undefined ? 3 : 4;
  const pixels = Buffer.alloc(width * height * channels, alpha ?? 0);
  for (let at = 0; at < width * height; at += 1) {
    const right = at % width >= width / 2 ? 1 : 0;
    const below = at >= (width * height) / 2 ? 2 : 0;
    pixels.set(colours[(right + below) as 0 | 1 | 2 | 3], at * channels);
  }
  return pixels;
}

/** Swaps the quadrants: the indexes of those that now stand top left, top right, bottom left, bottom right. */
export function arrange(...order: readonly [number, number, number, number]): Quadrants {
  const [a, b, c, d] = order.map((index) => QUADRANTS[index] as Colour);
  return [a as Colour, b as Colour, c as Colour, d as Colour];
}

/** The brightness of each quadrant without its colour, as sRGB weighs it. */
export const GREYS: Quadrants = QUADRANTS.map((colour) => {
  const [red, green, blue] = colour.map((value) => linear(value)) as [number, number, number];
  const grey = curved(0.2126 * red + 0.7152 * green + 0.0722 * blue);
  return [grey, grey, grey];
}) as unknown as Quadrants;

/** The numbers that Adobe RGB (1998) has for the four colours. */
export const IN_ADOBE_RGB: Quadrants = QUADRANTS.map((colour) => {
  const [red, green, blue] = colour.map((value) => linear(value)) as [number, number, number];
  const wide = [0.71512 * red + 0.28488 * green, green, 0.04117 * green + 0.95883 * blue];
  return wide.map((value) => Math.round(255 * value ** (1 / 2.2)));
}) as unknown as Quadrants;

/** What the numbers of the four colours are in sRGB if they were meant in Adobe RGB (1998). */
export const FROM_ADOBE_RGB: Quadrants = QUADRANTS.map((colour) => {
  const [red, green, blue] = colour.map((value) => (value / 255) ** 2.2) as [number, number, number];
  const narrow = [(red - 0.28488 * green) / 0.71512, green, (blue - 0.04117 * green) / 0.95883];
  return narrow.map((value) => curved(Math.min(1, Math.max(0, value))));
}) as unknown as Quadrants;

function linear(value: number): number {
  const share = value / 255;
  return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
}

function curved(value: number): number {
  return Math.round(255 * (value <= 0.0031308 ? value * 12.92 : 1.055 * value ** (1 / 2.4) - 0.055));
}
