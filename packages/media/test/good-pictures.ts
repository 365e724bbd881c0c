import sharp from 'sharp';
import { type GoodPicture, JPEG, RAW, TURNED, UPRIGHT } from './good-picture.ts';
import { png, quadrants, withChunk } from './make-file.ts';
import { makeHeic } from './make-heic.ts';
import { ADOBE_RGB } from './make-icc.ts';
import { arrange, drawQuadrants, FROM_ADOBE_RGB, GREYS } from './quadrants.ts';

const PNG = { type: 'image/png', changed: [] } as const;

/** Claims to be for one channel. */
const GREY_PROFILE = Buffer.from(ADOBE_RGB);
GREY_PROFILE.write('GRAY', 16);

export const GOOD_PICTURES: Readonly<Record<string, GoodPicture>> = {
  PNG: { ...PNG, make: async () => await png() },
  'PNG interlaced': { ...PNG, make: async () => await quadrants().png({ progressive: true }).toBuffer() },
  'PNG with a palette': { ...PNG, make: async () => await quadrants().png({ palette: true }).toBuffer() },
  'PNG with two colours': {
    ...PNG,
    colours: [
      [255, 255, 255],
      [0, 0, 0],
      [0, 0, 0],
      [255, 255, 255],
    ],
    make: async () =>
      await sharp(
        drawQuadrants(64, 48, undefined, [
          [255, 255, 255],
          [0, 0, 0],
          [0, 0, 0],
          [255, 255, 255],
        ]),
        RAW,
      )
        .png({ palette: true, colours: 2 })
        .toBuffer(),
  },
  'PNG grey': { ...PNG, colours: GREYS, make: async () => await png(quadrants().toColourspace('b-w')) },
  'PNG with an idle alpha channel': { ...PNG, make: async () => await png(quadrants(255)) },
  'PNG half transparent': { ...PNG, alpha: 128, make: async () => await png(quadrants(128)) },
  'PNG with a transparent palette': {
    ...PNG,
    alpha: 128,
    tolerance: 4,
    make: async () => await quadrants(128).png({ palette: true }).toBuffer(),
  },
  'PNG grey and transparent': {
    ...PNG,
    colours: GREYS,
    alpha: 128,
    make: async () => await png(quadrants(128).toColourspace('b-w')),
  },
  'PNG of 16 bits': {
    ...PNG,
    changed: ['16-bit'],
    make: async () => await png(quadrants().toColourspace('rgb16')),
  },
  'PNG of 16 bits, half transparent': {
    ...PNG,
    changed: ['16-bit'],
    alpha: 128,
    make: async () => await png(quadrants(128).toColourspace('rgb16')),
  },
  'PNG of 16 bits, idle alpha': {
    ...PNG,
    changed: ['16-bit'],
    make: async () => await png(quadrants(255).toColourspace('rgb16')),
  },
  'PNG of 16 bits, grey': {
    ...PNG,
    changed: ['16-bit'],
    colours: GREYS,
    make: async () => await png(quadrants().toColourspace('grey16')),
  },
  'PNG of 16 bits, grey, transparent': {
    ...PNG,
    changed: ['16-bit'],
    colours: GREYS,
    alpha: 128,
    make: async () => await png(quadrants(128).toColourspace('grey16')),
  },
  'PNG in Display P3': {
    ...PNG,
    changed: ['converted-to-srgb'],
    make: async () => await png(quadrants().withIccProfile('p3')),
  },
  'PNG turned by metadata': {
    ...PNG,
    ...TURNED,
    ...UPRIGHT,
    colours: arrange(2, 0, 3, 1),
    make: async () => await png(quadrants().withMetadata({ orientation: 6 })),
  },
  'PNG with a text': {
    ...PNG,
    changed: ['metadata-removed'],
    make: async () => withChunk(await png(), 'tEXt', Buffer.from('Author\0Mei')),
  },
  'PNG animated by one frame': {
    ...PNG,
    make: async () => withChunk(await png(), 'acTL', Buffer.from([0, 0, 0, 1, 0, 0, 0, 0])),
  },
  WebP: {
    ...JPEG,
    changed: ['converted-from-webp'],
    tolerance: 14,
    make: async () => await quadrants().webp({ quality: 95 }).toBuffer(),
  },
  'WebP without loss': {
    ...JPEG,
    changed: ['converted-from-webp'],
    make: async () => await quadrants().webp({ lossless: true }).toBuffer(),
  },
  'WebP half transparent': {
    ...PNG,
    alpha: 128,
    changed: ['converted-from-webp'],
    make: async () => await quadrants(128).webp({ lossless: true }).toBuffer(),
  },
  'WebP in Display P3': {
    ...JPEG,
    changed: ['converted-from-webp', 'converted-to-srgb'],
    make: async () => await quadrants().withIccProfile('p3').webp({ lossless: true }).toBuffer(),
  },
  'WebP turned': {
    ...JPEG,
    ...UPRIGHT,
    changed: ['rotated', 'metadata-removed', 'converted-from-webp'],
    colours: arrange(1, 3, 0, 2),
    make: async () => await quadrants().withMetadata({ orientation: 8 }).webp({ lossless: true }).toBuffer(),
  },
  AVIF: {
    ...JPEG,
    changed: ['converted-from-avif'],
    make: async () => await quadrants().avif({ quality: 90 }).toBuffer(),
  },
  'AVIF of 10 bits': {
    ...JPEG,
    changed: ['converted-from-avif', '16-bit'],
    make: async () => await quadrants().avif({ quality: 90, bitdepth: 10 }).toBuffer(),
  },
  'AVIF half transparent': {
    ...PNG,
    changed: ['converted-from-avif'],
    alpha: 128,
    make: async () => await quadrants(128).avif({ quality: 90 }).toBuffer(),
  },
  'AVIF turned': {
    ...JPEG,
    ...UPRIGHT,
    changed: ['metadata-removed', 'converted-from-avif'],
    colours: arrange(2, 0, 3, 1),
    make: async () => await quadrants().withMetadata({ orientation: 6 }).avif({ quality: 90 }).toBuffer(),
  },
  HEIC: { ...JPEG, changed: ['converted-from-heic'], make: () => makeHeic() },
  'HEIC under the general brand': {
    ...JPEG,
    changed: ['converted-from-heic'],
    make: () => makeHeic({ brand: 'mif1' }),
  },
  'HEIC turned': {
    ...JPEG,
    ...UPRIGHT,
    changed: ['converted-from-heic'],
    colours: arrange(1, 3, 0, 2),
    make: () => makeHeic({ turns: 1 }),
  },
  'HEIC upside down': {
    ...JPEG,
    changed: ['converted-from-heic'],
    colours: arrange(3, 2, 1, 0),
    make: () => makeHeic({ turns: 2 }),
  },
  'HEIC with a profile for greys': {
    ...JPEG,
    changed: ['converted-from-heic', 'converted-to-srgb'],
    make: () => makeHeic({ icc: GREY_PROFILE }),
  },
  'HEIC in a wide colour space': {
    ...JPEG,
    changed: ['converted-from-heic', 'converted-to-srgb'],
    colours: FROM_ADOBE_RGB,
    make: () => makeHeic({ icc: ADOBE_RGB }),
  },
};
