import sharp from 'sharp';
import { type GoodPicture, JPEG, RAW, TURNED, UPRIGHT } from './good-picture.ts';
import { jpeg, quadrants, withSegment } from './make-file.ts';
import { ADOBE_RGB } from './make-icc.ts';
import { arrange, drawQuadrants, GREYS, IN_ADOBE_RGB, MUTED } from './quadrants.ts';

const orient = async (orientation: number): Promise<Buffer> =>
  await jpeg(quadrants().withMetadata({ orientation }));
const wide = (): Buffer => drawQuadrants(64, 48, undefined, IN_ADOBE_RGB);
const muted = (): Buffer => drawQuadrants(64, 48, undefined, MUTED);
const GPS = {
  IFD0: { Copyright: 'Mei', Make: 'Phone' },
  IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '31/1 13/1 0/1' },
};
const XMP = '<x:xmpmeta xmlns:x="adobe:ns:meta/"><a>31.2304 N</a></x:xmpmeta>';

export const GOOD_JPEGS: Readonly<Record<string, GoodPicture>> = {
  JPEG: { ...JPEG, make: async () => await jpeg() },
  'JPEG progressive': {
    ...JPEG,
    make: async () => await quadrants().jpeg({ quality: 95, progressive: true }).toBuffer(),
  },
  'JPEG 4:2:0': { ...JPEG, make: async () => await quadrants().jpeg({ quality: 95 }).toBuffer() },
  'JPEG grey': { ...JPEG, colours: GREYS, make: async () => await jpeg(quadrants().greyscale()) },
  'JPEG orientation 1': { ...JPEG, changed: ['metadata-removed'], make: async () => await orient(1) },
  'JPEG orientation 2': {
    ...JPEG,
    ...TURNED,
    colours: arrange(1, 0, 3, 2),
    make: async () => await orient(2),
  },
  'JPEG orientation 3': {
    ...JPEG,
    ...TURNED,
    colours: arrange(3, 2, 1, 0),
    make: async () => await orient(3),
  },
  'JPEG orientation 4': {
    ...JPEG,
    ...TURNED,
    colours: arrange(2, 3, 0, 1),
    make: async () => await orient(4),
  },
  'JPEG orientation 5': {
    ...JPEG,
    ...TURNED,
    ...UPRIGHT,
    colours: arrange(0, 2, 1, 3),
    make: async () => await orient(5),
  },
  'JPEG orientation 6': {
    ...JPEG,
    ...TURNED,
    ...UPRIGHT,
    colours: arrange(2, 0, 3, 1),
    make: async () => await orient(6),
  },
  'JPEG orientation 7': {
    ...JPEG,
    ...TURNED,
    ...UPRIGHT,
    colours: arrange(3, 1, 2, 0),
    make: async () => await orient(7),
  },
  'JPEG orientation 8': {
    ...JPEG,
    ...TURNED,
    ...UPRIGHT,
    colours: arrange(1, 3, 0, 2),
    make: async () => await orient(8),
  },
  'JPEG in CMYK': {
    ...JPEG,
    changed: ['converted-from-cmyk'],
    colours: MUTED,
    tolerance: 16,
    make: async () => await jpeg(sharp(muted(), RAW).toColourspace('cmyk')),
  },
  'JPEG in CMYK with its profile': {
    ...JPEG,
    changed: ['converted-from-cmyk'],
    colours: MUTED,
    tolerance: 20,
    make: async () => await jpeg(sharp(muted(), RAW).withIccProfile('cmyk')),
  },
  'JPEG in sRGB with its profile': {
    ...JPEG,
    make: async () => await jpeg(quadrants().withIccProfile('srgb')),
  },
  'JPEG in Display P3': {
    ...JPEG,
    changed: ['converted-to-srgb'],
    make: async () => await jpeg(quadrants().withIccProfile('p3')),
  },
  'JPEG in Adobe RGB': {
    ...JPEG,
    changed: ['converted-to-srgb'],
    make: async () => withProfile(await jpeg(sharp(wide(), RAW))),
  },
  'JPEG with a broken profile': {
    ...JPEG,
    changed: ['converted-to-srgb'],
    make: async () => withProfile(await jpeg(), Buffer.alloc(300, 7)),
  },
  'JPEG in grey with a profile for colours': {
    ...JPEG,
    changed: ['converted-to-srgb'],
    colours: GREYS,
    make: async () => withProfile(await jpeg(quadrants().toColourspace('b-w'))),
  },
  'JPEG with a place': {
    ...JPEG,
    changed: ['metadata-removed'],
    make: async () => await jpeg(quadrants().withExif(GPS)),
  },
  'JPEG with XMP': {
    ...JPEG,
    changed: ['metadata-removed'],
    make: async () => await jpeg(quadrants().withXmp(XMP)),
  },
  'JPEG with a comment': {
    ...JPEG,
    make: async () => withSegment(await jpeg(), 0xfe, Buffer.from('by Mei')),
  },
  'JPEG with a small picture in its metadata': {
    ...JPEG,
    changed: ['metadata-removed'],
    make: async () =>
      withSegment(
        await jpeg(),
        0xe1,
        Buffer.concat([Buffer.from('Exif\0\0MM\0*\0\0\0\u0008\0\0\0\0\0\0'), await jpeg()]),
      ),
  },
  'JPEG with a video behind it': {
    ...JPEG,
    make: async () => Buffer.concat([await jpeg(), Buffer.from('\0\0\0\u0018ftypmp42'), Buffer.alloc(900)]),
  },
  'JPEG with fill bytes': { ...JPEG, make: async () => fill(await jpeg()) },
  'JPEG of odd size': {
    ...JPEG,
    size: [37, 53],
    make: async () => await jpeg(quadrants(undefined, [37, 53])),
  },
  'JPEG very wide': {
    ...JPEG,
    size: [4000, 16],
    make: async () => await jpeg(quadrants(undefined, [4000, 16])),
  },
  'JPEG of the smallest size': {
    ...JPEG,
    size: [16, 16],
    make: async () => await jpeg(quadrants(undefined, [16, 16])),
  },
};

function withProfile(file: Buffer, profile = ADOBE_RGB): Buffer {
  return withSegment(
    file,
    0xe2,
    Buffer.concat([Buffer.from('ICC_PROFILE\0\u0001\u0001', 'latin1'), profile]),
  );
}

/** A marker may be preceded by any number of 0xff. */
function fill(file: Buffer): Buffer {
  return Buffer.concat([file.subarray(0, 2), Buffer.alloc(5, 0xff), file.subarray(2)]);
}
