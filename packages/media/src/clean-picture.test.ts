import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { BAD_FILES } from '../test/bad-files.ts';
import { GOOD_JPEGS } from '../test/good-jpegs.ts';
import type { GoodPicture } from '../test/good-picture.ts';
import { GOOD_PICTURES } from '../test/good-pictures.ts';
import { type Colour, QUADRANTS } from '../test/quadrants.ts';
import { type CleanPicture, cleanPicture, PictureError } from './index.ts';

const GOOD = { ...GOOD_JPEGS, ...GOOD_PICTURES };

describe('cleanPicture', () => {
  test.each(Object.entries(GOOD))('takes %s', async (_name, picture) => {
    const bytes = await picture.make();
    const clean = await cleanPicture(bytes);
    const { mediaType, width, height, changed } = clean;
    const [wantedWidth, wantedHeight] = picture.size ?? [64, 48];
    expect({ mediaType, width, height, changed: [...changed].sort() }).toEqual({
      mediaType: picture.type,
      width: wantedWidth,
      height: wantedHeight,
      changed: [...picture.changed].sort(),
    });
    await expectPlain(clean);
    await expectColours(clean, picture);
    await expectThumbnail(clean);
    const again = await cleanPicture(bytes);
    expect(again.bytes.equals(clean.bytes)).toBe(true);
  });

  test.each(Object.entries(BAD_FILES))('refuses %s', async (_name, { make, fault, says }) => {
    const bytes = await make();
    const error = await cleanPicture(bytes).catch((error: unknown) => error);
    expect(error).toBeInstanceOf(PictureError);
    expect({ fault: (error as PictureError).fault, message: (error as PictureError).message }).toEqual({
      fault,
      message: expect.stringContaining(says),
    });
  });

  test.each([
    ['an opaque one as JPEG', 3, 1900, 'image/jpeg'],
    ['a transparent one as WebP', 4, 1650, 'image/webp'],
  ] as const)('keeps no PNG of more than 10 MB: %s', async (_name, channels, side, mediaType) => {
    const pixels = noise(side * side * channels);
    const picture = sharp(pixels, { raw: { width: side, height: side, channels } });
    const clean = await cleanPicture(await picture.png({ compressionLevel: 1 }).toBuffer());
    expect(clean).toMatchObject({ mediaType, width: side, height: side, changed: ['converted-from-png'] });
    expect(clean.bytes.length).toBeLessThan(10 * 1024 * 1024);
  });

  test('knows at least 60 odd files', () => {
    expect(Object.keys({ ...GOOD, ...BAD_FILES }).length).toBeGreaterThan(100);
  });
});

/** Only pixels are left: 8 bits, three or four channels, no metadata. */
async function expectPlain(clean: CleanPicture): Promise<void> {
  const header = await sharp(clean.bytes).metadata();
  expect(header).toMatchObject({
    width: clean.width,
    height: clean.height,
    depth: 'uchar',
    space: 'srgb',
    hasProfile: false,
  });
  for (const part of ['exif', 'xmp', 'iptc', 'icc', 'comments', 'orientation'] as const) {
    expect([part, header[part]]).toEqual([part, undefined]);
  }
}

async function expectColours(clean: CleanPicture, wanted: GoodPicture): Promise<void> {
  const { width, height } = clean;
  const { data, info } = await sharp(clean.bytes).raw().toBuffer({ resolveWithObject: true });
  expect(info.channels).toBe(wanted.alpha === undefined ? 3 : 4);
  const at = (x: number, y: number): number[] => {
    const start = (Math.floor(y * height) * width + Math.floor(x * width)) * info.channels;
    return [...data.subarray(start, start + info.channels)];
  };
  const seen = [at(0.2, 0.2), at(0.8, 0.2), at(0.2, 0.8), at(0.8, 0.8)];
  const colours = wanted.colours ?? QUADRANTS;
  for (const [index, pixel] of seen.entries()) {
    expectClose(pixel, colours[index] as Colour, wanted.tolerance ?? 8);
    if (wanted.alpha !== undefined) expect(Math.abs((pixel[3] ?? 0) - wanted.alpha)).toBeLessThan(3);
  }
}

function expectClose(pixel: readonly number[], colour: Colour, tolerance: number): void {
  const away = Math.max(...colour.map((value, channel) => Math.abs(value - (pixel[channel] ?? 0))));
  expect({ pixel, colour, isClose: away <= tolerance }).toEqual({ pixel, colour, isClose: true });
}

async function expectThumbnail({ thumbnail, width, height }: CleanPicture): Promise<void> {
  const small = await sharp(thumbnail).metadata();
  expect(small.format).toBe('jpeg');
  expect(Math.max(small.width, small.height)).toBe(Math.min(320, Math.max(width, height)));
}

/** What cannot be compressed, the same each time. */
function noise(length: number): Buffer {
  const bytes = Buffer.alloc(length);
  let state = 1;
  for (let at = 0; at < length; at += 1) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    bytes[at] = state >>> 24;
  }
  return bytes;
}
