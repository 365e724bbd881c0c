import type { Metadata, Sharp } from 'sharp';
import { attachProfile } from './attach-profile.ts';
import { checkStructure, damaged } from './check-structure.ts';
import { decodeHeic } from './decode-heic.ts';
import { loadSharp, STRICTLY } from './load-sharp.ts';
import {
  PICTURE_MAX_BYTES,
  PICTURE_MAX_PIXELS,
  PICTURE_MAX_SIDE,
  PICTURE_MIN_SIDE,
  PictureError,
} from './picture.ts';
import { animated, type Format, recognise, unsupported } from './recognise.ts';

export interface OpenedPicture {
  /** A new pipeline over the pixels as they are stored, without conversion of colours. */
  readonly stored: () => Sharp;
  /** A new pipeline over the upright picture in sRGB. */
  readonly upright: () => Sharp;
  /** What the header says. */
  readonly header: Metadata;
  readonly kind: Exclude<Format, 'heif'> | 'avif' | 'heic';
}

/**
 * Opens a picture after every check that needs no unpacking, so that a bomb costs nothing.
 * @throws PictureError
 */
export async function openPicture(input: Uint8Array): Promise<OpenedPicture> {
  const bytes = Buffer.from(input.buffer, input.byteOffset, input.byteLength);
  checkWeight(bytes);
  const format = recognise(bytes);
  checkStructure(bytes, format);
  const sharp = await loadSharp();
  const header = await readHeader(bytes);
  checkHeader(header);
  const kind = format === 'heif' ? coded(header) : format;
  const pixels = kind === 'heic' ? await unpackHeic(bytes, header) : bytes;
  return {
    stored: () => sharp(pixels, { ...STRICTLY, ignoreIcc: true }),
    upright: () => sharp(pixels, STRICTLY).autoOrient().toColourspace('srgb'),
    header,
    kind,
  };
}

/** Runs the decoder; its complaints are the picture's fault. */
export async function decoding<Result>(work: Promise<Result>): Promise<Result> {
  try {
    return await work;
  } catch (error) {
    throw error instanceof PictureError ? error : damaged(error);
  }
}

function checkWeight(bytes: Buffer): void {
  if (bytes.length === 0) throw new PictureError('not-a-picture', 'The file is empty.');
  if (bytes.length <= PICTURE_MAX_BYTES) return;
  const megabytes = Math.ceil((bytes.length / 1024 / 1024) * 10) / 10;
  throw new PictureError('too-large', `The file has ${megabytes} MB; 30 MB is the most.`);
}

async function readHeader(bytes: Buffer): Promise<Metadata> {
  const sharp = await loadSharp();
  try {
    return await sharp(bytes, { ...STRICTLY, limitInputPixels: false }).metadata();
  } catch (error) {
    throw /unsupported/i.test(String(error)) ? unsupported('This kind of coding') : damaged(error);
  }
}

function checkHeader({ width, height, pages = 1, format }: Metadata): void {
  const size = `${width} x ${height} pixels`;
  if (width * height > PICTURE_MAX_PIXELS) {
    throw new PictureError('too-many-pixels', `The picture has ${size}; 50 million are the most.`);
  }
  if (Math.max(width, height) > PICTURE_MAX_SIDE) {
    throw new PictureError(
      'too-many-pixels',
      `The picture has ${size}; a side has ${PICTURE_MAX_SIDE} at most.`,
    );
  }
  if (Math.min(width, height) < PICTURE_MIN_SIDE) {
    throw new PictureError('too-small', `The picture has ${size}; each side needs ${PICTURE_MIN_SIDE}.`);
  }
  // A HEIF file may hold several stills, of which one is the picture.
  if (pages > 1 && format !== 'heif') throw animated(format);
}

function coded({ compression }: Metadata): 'avif' | 'heic' {
  if (compression === 'av1') return 'avif';
  if (compression === 'hevc') return 'heic';
  throw unsupported(`HEIF with ${compression ?? 'unknown'} inside`);
}

/** A PNG of what the phone took, in its own colours. Only a file can carry their profile into the conversion. */
async function unpackHeic(bytes: Buffer, { icc, hasAlpha, pagePrimary = 0 }: Metadata): Promise<Buffer> {
  const sharp = await loadSharp();
  const { data, ...size } = await decodeHeic({ bytes, primary: pagePrimary });
  const raw = sharp(Buffer.from(data.buffer), { ...STRICTLY, raw: { ...size, channels: 4 } });
  const png = (hasAlpha ? raw : raw.removeAlpha()).png({ compressionLevel: 1 });
  const unpacked = await decoding(png.toBuffer());
  return icc !== undefined && isForColours(icc) ? attachProfile(unpacked, icc) : unpacked;
}

/** A profile names the kind of pixels it is for. */
function isForColours(icc: Buffer): boolean {
  return icc.toString('latin1', 16, 20) === 'RGB ';
}
