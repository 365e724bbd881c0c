import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { jpeg, png, quadrants } from '../test/make-file.ts';
import { makeHeic } from '../test/make-heic.ts';
import { cleanPicture, PictureError } from './index.ts';

const MAKERS = {
  JPEG: async () => await jpeg(),
  'JPEG progressive': async () => await quadrants().jpeg({ progressive: true }).toBuffer(),
  'JPEG with metadata': async () =>
    await jpeg(quadrants().withMetadata({ orientation: 6 }).withIccProfile('p3')),
  PNG: async () => await png(quadrants(128)),
  WebP: async () => await quadrants().webp().toBuffer(),
  'WebP without loss': async () => await quadrants(128).webp({ lossless: true }).toBuffer(),
  AVIF: async () => await quadrants(128).avif().toBuffer(),
  HEIC: async () => await Promise.resolve(makeHeic()),
};

/** Where and how a file is damaged; places are shares of its length. */
const DAMAGE = fc.record({
  flips: fc.array(
    fc.record({ at: fc.double({ min: 0, max: 0.999, noNaN: true }), mask: fc.integer({ min: 1, max: 255 }) }),
    { maxLength: 4 },
  ),
  // Headers are a small part of a file, and the one with most to go wrong.
  early: fc.boolean(),
  keep: fc.oneof(fc.constant(1), fc.double({ min: 0, max: 1, noNaN: true })),
});

describe('a damaged picture', () => {
  test.each(Object.entries(MAKERS))('is cleaned or refused, never a crash: %s', async (name, make) => {
    const whole = await make();
    const property = fc.asyncProperty(DAMAGE, async ({ flips, early, keep }) => {
      const file = Buffer.from(whole.subarray(0, Math.ceil(whole.length * keep)));
      const reach = early ? Math.min(file.length, 120) : file.length;
      for (const { at, mask } of flips) {
        const index = Math.floor(at * reach);
        if (index < file.length) file[index] = (file[index] ?? 0) ^ mask;
      }
      const result = await cleanPicture(file).catch((error: unknown) => error);
      if (result instanceof Error) expect(result).toBeInstanceOf(PictureError);
      else expect(result).toMatchObject({ bytes: expect.any(Buffer), width: expect.any(Number) });
    });
    // A thread per picture is slow.
    await fc.assert(property, { numRuns: name === 'HEIC' ? 30 : 150 });
  });
});
