import type { Metadata, Sharp } from 'sharp';
import { loadSharp, STRICTLY } from './load-sharp.ts';
import { decoding, type OpenedPicture, openPicture } from './open-picture.ts';
import { type CleanPicture, type PictureChange, THUMBNAIL_SIDE } from './picture.ts';
import { inTurn } from './turns.ts';

/** Providers take 10 MB at most; a larger PNG becomes a JPEG, or a WebP where it is transparent. */
const PNG_MAX_BYTES = 10 * 1024 * 1024;
const QUALITY = 92;
const OPAQUE = Buffer.alloc(64 * 1024, 255);

/**
 * Checks a picture, turns it upright, converts it to sRGB with 8 bits and encodes it anew without any metadata.
 * The same bytes give the same result. At most two run at once.
 * @throws PictureError
 */
export async function cleanPicture(bytes: Uint8Array): Promise<CleanPicture> {
  return await inTurn(async () => {
    const picture = await openPicture(bytes);
    const encoded = await decoding(encode(picture));
    return {
      ...encoded,
      thumbnail: await makeThumbnail(encoded.bytes),
      changed: listChanges(picture, encoded.mediaType),
    };
  });
}

type Encoded = Pick<CleanPicture, 'bytes' | 'mediaType' | 'width' | 'height'>;

async function encode(picture: OpenedPicture): Promise<Encoded> {
  const transparent = picture.header.hasAlpha && (await isTransparent(picture));
  const pixels = (): Sharp => (transparent ? picture.upright() : picture.upright().removeAlpha());
  if (transparent || picture.kind === 'png') {
    const png = await finish(pixels().png());
    if (png.bytes.length <= PNG_MAX_BYTES) return png;
  }
  if (transparent) return await finish(pixels().webp({ quality: QUALITY, effort: 2 }));
  return await finish(pixels().jpeg({ quality: QUALITY, chromaSubsampling: '4:4:4' }));
}

/** Many a PNG has an alpha channel that hides nothing. */
async function isTransparent({ stored, header }: OpenedPicture): Promise<boolean> {
  const alpha = await stored()
    .extractChannel((header.channels - 1) as 1 | 3)
    .toColourspace('b-w')
    .raw()
    .toBuffer();
  // Native comparison: a loop over 50 million numbers would stop everything else.
  for (let at = 0; at < alpha.length; at += OPAQUE.length) {
    const part = alpha.subarray(at, at + OPAQUE.length);
    if (!part.equals(OPAQUE.subarray(0, part.length))) return true;
  }
  return false;
}

async function finish(pipeline: Sharp): Promise<Encoded> {
  const { data, info } = await pipeline.toBuffer({ resolveWithObject: true });
  const mediaType = `image/${info.format}` as Encoded['mediaType'];
  return { bytes: data, mediaType, width: info.width, height: info.height };
}

async function makeThumbnail(bytes: Buffer): Promise<Buffer> {
  const sharp = await loadSharp();
  return await sharp(bytes, STRICTLY)
    .resize(THUMBNAIL_SIDE, THUMBNAIL_SIDE, { fit: 'inside', withoutEnlargement: true })
    .flatten({ background: '#fff' })
    .jpeg({ quality: 80 })
    .toBuffer();
}

function listChanges({ header, kind }: OpenedPicture, mediaType: string): PictureChange[] {
  const { orientation = 1, space, depth } = header;
  const changes: Readonly<Record<PictureChange, boolean>> = {
    rotated: orientation > 1,
    'metadata-removed': hasMetadata(header),
    'converted-from-heic': kind === 'heic',
    'converted-from-avif': kind === 'avif',
    'converted-from-webp': kind === 'webp' && mediaType !== 'image/webp',
    'converted-from-png': kind === 'png' && mediaType !== 'image/png',
    'converted-from-cmyk': space === 'cmyk',
    'converted-to-srgb': space !== 'cmyk' && hasOtherProfile(header.icc),
    '16-bit': depth !== 'uchar',
  };
  return (Object.keys(changes) as PictureChange[]).filter((change) => changes[change]);
}

function hasMetadata({ exif, xmp, iptc, comments = [] }: Metadata): boolean {
  return [exif, xmp, iptc].some((part) => part !== undefined) || comments.length > 0;
}

/** Profiles name themselves, in ASCII or in UTF-16. */
function hasOtherProfile(icc: Buffer | undefined): boolean {
  return icc !== undefined && !/s\0?R\0?G\0?B/.test(icc.toString('latin1'));
}
