import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { ORDER } from '../../test/clip-spec.ts';
import { type ClipSpec, makeClip } from './make-clip.ts';
import { cellSizeOf, type Thumbnail, thumbnailSizeOf, toThumbnail } from './thumbnail.ts';

/** Many colours, so that nothing but raw samples can show them. */
function noise(count: number, seed = 1): Thumbnail {
  const size = thumbnailSizeOf(count);
  let state = seed;
  const rgb = Uint8Array.from({ length: size * size * 3 }, () => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return state >> 16;
  });
  return toThumbnail(size, rgb);
}

const specOf = (count: number, resolution: ClipSpec['resolution']): ClipSpec => ({
  ...ORDER,
  resolution,
  pictures: Array.from({ length: count }, (_, index) => ({
    role: 'ref',
    thumbnail: noise(count, index + 1),
  })),
});

/** The luma of one whole macroblock in a thumbnail, as a raw macroblock has it. */
function macroblockOf({ size, samples }: Thumbnail): Buffer {
  const start = 16 - 4;
  return Buffer.concat(
    Array.from({ length: 16 }, (_, y) => samples.subarray((start + y) * size + start).subarray(0, 16)),
  );
}

describe('a clip with pictures', () => {
  test.each([
    ['horizontal', 1],
    ['horizontal', 6],
    ['horizontal', 9],
    ['vertical', 3],
    ['vertical', 9],
  ] as const)('shows exactly the samples of each, %s, %i of them', (resolution, count) => {
    const spec = specOf(count, resolution);
    const clip = makeClip(spec);
    for (const { thumbnail } of spec.pictures ?? []) {
      expect(thumbnail && clip.includes(macroblockOf(thumbnail))).toBe(true);
    }
    expect(makeClip(specOf(count, resolution)).equals(clip)).toBe(true);
  });

  test('shows the first nine of more, and a frame for one without bytes', () => {
    const many = specOf(12, 'horizontal');
    const clip = makeClip(many);
    const isShown = many.pictures?.map(
      ({ thumbnail }) => thumbnail && clip.includes(macroblockOf(thumbnail)),
    );
    expect(isShown).toEqual([...Array.from({ length: 9 }, () => true), false, false, false]);
    const empty = makeClip({ ...ORDER, pictures: [{ role: 'first', thumbnail: undefined }] });
    expect(empty.equals(makeClip(ORDER))).toBe(false);
  });

  test.each([
    ['horizontal', '97644ec52f87371cf2cf83208e7e45bc43359c20f294435b030f76900d5d20de'],
    ['vertical', '6ad5ebe911c0d3690d418ba0f6b6621907ba248497f0ee9e345c95fc1af4dee3'],
  ] as const)('changes no %s clip without', (resolution, sha256) => {
    const clip = makeClip({ ...ORDER, resolution });
    expect(createHash('sha256').update(clip).digest('hex')).toBe(sha256);
    expect(makeClip({ ...ORDER, resolution, pictures: [] }).equals(clip)).toBe(true);
  });
});

describe('toThumbnail', () => {
  test.each([
    ['white', [255, 255, 255], [235, 128, 128]],
    ['black', [0, 0, 0], [16, 128, 128]],
    ['red', [255, 0, 0], [81, 90, 240]],
    ['green', [0, 255, 0], [145, 54, 34]],
    ['blue', [0, 0, 255], [41, 240, 110]],
  ])('turns %s into its samples of BT.601', (_name, colour, samples) => {
    const rgb = Uint8Array.from(Array.from({ length: 4 }, () => colour).flat());
    const [luma = 0, blue = 0, red = 0] = samples;
    expect([...toThumbnail(2, rgb).samples]).toEqual([luma, luma, luma, luma, blue, red]);
  });

  test('leaves room for every picture in whole macroblocks', () => {
    expect([1, 6, 7, 9].map(cellSizeOf)).toEqual([96, 96, 64, 64]);
  });
});
