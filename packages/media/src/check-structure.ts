import { PictureError } from './picture.ts';
import { animated, type Format } from './recognise.ts';

/**
 * Walks the parts of a file without unpacking any: whether it is whole, and still. Decoders are lenient: they fill what
 * is missing with grey, and take the first frame of an animation.
 * @throws PictureError
 */
export function checkStructure(bytes: Buffer, format: Format): void {
  CHECKS[format](bytes);
}

const CHECKS: Readonly<Record<Format, (bytes: Buffer) => void>> = {
  jpeg: checkJpeg,
  png: checkPng,
  webp: checkWebp,
  heif: checkHeif,
};

/** A picture that ends too early, or whose inside is damaged. */
export function damaged(cause?: unknown): PictureError {
  return new PictureError('truncated', 'The picture is cut off or damaged.', { cause });
}

/** Looks for the end marker: a download that was given its full length first ends in zeros. */
function checkJpeg(bytes: Buffer): void {
  let at = 2;
  for (;;) {
    at = bytes.indexOf(0xff, at);
    if (at === -1 || at + 1 >= bytes.length) throw damaged();
    const marker = bytes[at + 1] ?? 0;
    if (marker === 0xd9) return;
    if (marker === 0xff) at += 1;
    else if (hasNoLength(marker)) at += 2;
    else if (at + 4 > bytes.length) throw damaged();
    else at += 2 + Math.max(2, bytes.readUInt16BE(at + 2));
  }
}

/** Stuffed bytes of pixel data, restarts, and the marker TEM. */
function hasNoLength(marker: number): boolean {
  return marker <= 0x01 || (marker >= 0xd0 && marker <= 0xd8);
}

function checkPng(bytes: Buffer): void {
  for (let at = 8; at + 12 <= bytes.length;) {
    const length = bytes.readUInt32BE(at);
    const type = bytes.toString('latin1', at + 4, at + 8);
    if (at + 12 + length > bytes.length) throw damaged();
    if (type === 'IEND') return;
    if (type === 'acTL' && length >= 8 && bytes.readUInt32BE(at + 8) > 1) throw animated('PNG');
    at += 12 + length;
  }
  throw damaged();
}

function checkWebp(bytes: Buffer): void {
  if (bytes.length < 30 || bytes.readUInt32LE(4) + 8 > bytes.length) throw damaged();
  const isExtended = bytes.toString('latin1', 12, 16) === 'VP8X';
  if (isExtended && ((bytes[20] ?? 0) & 0x02) !== 0) throw animated('WebP');
}

function checkHeif(bytes: Buffer): void {
  let at = 0;
  while (at < bytes.length) {
    if (at + 8 > bytes.length) throw damaged();
    const type = bytes.toString('latin1', at + 4, at + 8);
    // A film strip beside the picture is a sequence, whatever the brand says.
    if (type === 'moov') throw animated(isAvif(bytes) ? 'AVIF' : 'HEIC');
    const size = readBoxSize(bytes, at);
    if (size < 8 || at + size > bytes.length) throw damaged();
    at += size;
  }
}

function readBoxSize(bytes: Buffer, at: number): number {
  const size = bytes.readUInt32BE(at);
  if (size === 0) return bytes.length - at;
  if (size !== 1) return size;
  return at + 16 > bytes.length ? 0 : Number(bytes.readBigUInt64BE(at + 8));
}

function isAvif(bytes: Buffer): boolean {
  return bytes.toString('latin1', 8, 12) === 'avif';
}
