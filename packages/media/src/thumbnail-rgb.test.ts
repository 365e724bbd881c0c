import { describe, expect, test } from 'vitest';
import { jpeg, quadrants } from '../test/make-file.ts';
import { makeHeic } from '../test/make-heic.ts';
import { QUADRANTS } from '../test/quadrants.ts';
import { PictureError, thumbnailRgb } from './index.ts';

const SIZE = { width: 40, height: 40 };

describe('thumbnailRgb', () => {
  test.each([
    ['JPEG', async () => await jpeg()],
    ['transparent PNG', async () => await quadrants(255).png().toBuffer()],
    ['HEIC', async () => await Promise.resolve(makeHeic())],
  ])('shows the whole of a %s on black', async (_name, make) => {
    const pixels = await thumbnailRgb(await make(), SIZE);
    expect(pixels).toHaveLength(40 * 40 * 3);
    const at = (x: number, y: number): number[] => [
      ...pixels.subarray((y * 40 + x) * 3, (y * 40 + x) * 3 + 3),
    ];
    // 64x48 becomes 40x30, with five black lines above and below.
    expect([at(20, 1), at(20, 38)]).toEqual([
      [0, 0, 0],
      [0, 0, 0],
    ]);
    const corners = [at(8, 10), at(32, 10), at(8, 30), at(32, 30)];
    const away = corners.flatMap((pixel, index) =>
      pixel.map((value, channel) => Math.abs(value - (QUADRANTS[index]?.[channel] ?? 0))),
    );
    expect(Math.max(...away)).toBeLessThan(8);
  });

  test('refuses what is not a picture', async () => {
    await expect(thumbnailRgb(Buffer.from('no'), SIZE)).rejects.toBeInstanceOf(PictureError);
  });
});
