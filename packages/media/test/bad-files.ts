import { PICTURE_MAX_BYTES, type PictureFault } from '../src/index.ts';
import {
  blank,
  claimJpegSize,
  claimPngSize,
  cut,
  jpeg,
  png,
  quadrants,
  replace,
  twoFrames,
  withChunk,
} from './make-file.ts';
import { box, makeHeic } from './make-heic.ts';

export interface BadFile {
  readonly make: () => Promise<Buffer> | Buffer;
  readonly fault: PictureFault;
  /** A part of the sentence. */
  readonly says: string;
}

const text = (content: string): Buffer => Buffer.from(content, 'latin1');
const webp = async (): Promise<Buffer> => await quadrants().webp().toBuffer();
const avif = async (): Promise<Buffer> => await quadrants().avif().toBuffer();
const SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="64" height="48"><script>1</script></svg>';

const NOT_A_PICTURE = { fault: 'not-a-picture', says: 'not a picture' } as const;
const DAMAGED = { fault: 'truncated', says: 'cut off or damaged' } as const;
const ANIMATED = { fault: 'animated', says: 'animated' } as const;
const HUGE = { fault: 'too-many-pixels', says: '50 million' } as const;

/** What must be refused, with the fault and in words that help. */
export const BAD_FILES: Readonly<Record<string, BadFile>> = {
  nothing: { fault: 'not-a-picture', says: 'empty', make: () => Buffer.alloc(0) },
  'one byte': { ...NOT_A_PICTURE, make: () => Buffer.from([0xff]) },
  'only zeros': { ...NOT_A_PICTURE, make: () => Buffer.alloc(5000) },
  'a text': { ...NOT_A_PICTURE, make: () => text('not found') },
  'a web page named .jpg': {
    fault: 'not-a-picture',
    says: 'a web page',
    make: () => text('\r\n<!DOCTYPE html><html><body>403'),
  },
  'a web page behind a byte order mark': {
    fault: 'not-a-picture',
    says: 'a web page',
    make: () => text('\u00ef\u00bb\u00bf<html lang="zh">'),
  },
  'an answer in JSON': { ...NOT_A_PICTURE, make: () => text('{"error":"expired"}') },
  'a PDF': { fault: 'not-a-picture', says: 'PDF', make: () => text('%PDF-1.7\n') },
  'a ZIP': { fault: 'not-a-picture', says: 'ZIP', make: () => text('PK\u0003\u0004') },
  'an MP4': { fault: 'not-a-picture', says: 'a video', make: () => box('ftyp', text('isom\0\0\0\0mp42')) },
  'a QuickTime film': {
    fault: 'not-a-picture',
    says: 'a video',
    make: () => box('ftyp', text('qt  \0\0\0\0qt  ')),
  },
  'a WAV sound': { ...NOT_A_PICTURE, make: () => text('RIFF\u0010\0\0\0WAVEfmt ') },
  'a pointer of Git LFS': {
    fault: 'not-a-picture',
    says: 'Git LFS',
    make: () => text('version https://git-lfs.github.com/spec/v1'),
  },
  GIF: { fault: 'unsupported', says: 'GIF', make: async () => await quadrants().gif().toBuffer() },
  'GIF animated': { ...ANIMATED, make: async () => await twoFrames().gif({ loop: 0 }).toBuffer() },
  TIFF: { fault: 'unsupported', says: 'TIFF', make: async () => await quadrants().tiff().toBuffer() },
  'TIFF big-endian': { fault: 'unsupported', says: 'TIFF', make: () => text('MM\0*\0\0\0\u0008') },
  BMP: { fault: 'unsupported', says: 'BMP', make: () => text('BM\u0036\0\0\0') },
  ICO: { fault: 'unsupported', says: 'ICO', make: () => text('\0\0\u0001\0\u0001\0') },
  PSD: { fault: 'unsupported', says: 'PSD', make: () => text('8BPS\0\u0001') },
  'JPEG XL': { fault: 'unsupported', says: 'JPEG XL', make: () => text('\u00ff\u000a\0\0') },
  SVG: { fault: 'unsupported', says: 'SVG', make: () => text(SVG) },
  'SVG behind a prolog': {
    fault: 'unsupported',
    says: 'SVG',
    make: () => text(`<?xml version="1.0"?>\n<!-- x -->${SVG}`),
  },
  'HEIF with another coding inside': {
    fault: 'unsupported',
    says: 'coding',
    make: () => replace(makeHeic(), 'hvc1', 'unci'),
  },
  'WebP animated': {
    ...ANIMATED,
    make: async () =>
      await twoFrames()
        .webp({ loop: 0, delay: [80, 80] })
        .toBuffer(),
  },
  'PNG animated': {
    ...ANIMATED,
    make: async () => withChunk(await png(), 'acTL', Buffer.from([0, 0, 0, 2, 0, 0, 0, 0])),
  },
  'AVIF sequence': { ...ANIMATED, make: async () => replace(await avif(), 'ftypavif', 'ftypavis') },
  'AVIF with a film strip': {
    ...ANIMATED,
    make: async () => Buffer.concat([await avif(), box('moov', Buffer.alloc(20))]),
  },
  'HEIC sequence': { ...ANIMATED, make: () => makeHeic({ brand: 'hevc' }) },
  'JPEG of three bytes': { ...DAMAGED, make: async () => (await jpeg()).subarray(0, 3) },
  'JPEG without its second half': { ...DAMAGED, make: async () => cut(await jpeg(), 0.5) },
  'JPEG without its last bytes': { ...DAMAGED, make: async () => (await jpeg()).subarray(0, -2) },
  'JPEG that ends in zeros': { ...DAMAGED, make: async () => blank(await jpeg(), 0.6) },
  'JPEG progressive, without its last part': {
    ...DAMAGED,
    make: async () => cut(await quadrants().jpeg({ progressive: true }).toBuffer(), 0.8),
  },
  'PNG without its second half': { ...DAMAGED, make: async () => cut(await png(), 0.5) },
  'PNG without its end': { ...DAMAGED, make: async () => (await png()).subarray(0, -12) },
  'PNG that ends in zeros': { ...DAMAGED, make: async () => blank(await png(), 0.6) },
  'PNG without pixels': { ...DAMAGED, make: async () => replace(await png(), 'IDAT', 'iDAT') },
  'WebP without its end': { ...DAMAGED, make: async () => cut(await webp(), 0.9) },
  'WebP that ends in zeros': { ...DAMAGED, make: async () => cut(await webp(), 0.2) },
  'AVIF without its end': { ...DAMAGED, make: async () => cut(await avif(), 0.9) },
  'AVIF with its data missing': { ...DAMAGED, make: async () => untilData(await avif()) },
  'HEIC without its end': { ...DAMAGED, make: () => cut(makeHeic(), 0.9) },
  'HEIC with its data missing': { ...DAMAGED, make: () => untilData(makeHeic()) },
  'HEIC that ends in zeros': { ...DAMAGED, make: () => blank(makeHeic(), 0.65) },
  'a file over 30 MB': {
    fault: 'too-large',
    says: '30 MB is the most',
    make: async () => Buffer.concat([await jpeg(), Buffer.alloc(PICTURE_MAX_BYTES)]),
  },
  'a PNG that claims 400 megapixels': {
    ...HUGE,
    make: async () => claimPngSize(await png(), 20_000, 20_000),
  },
  'a PNG just over the limit': { ...HUGE, make: async () => claimPngSize(await png(), 7072, 7072) },
  'a JPEG that claims 4 gigapixels': {
    ...HUGE,
    make: async () => claimJpegSize(await jpeg(), 65_000, 65_000),
  },
  'a HEIC that claims 81 megapixels': { ...HUGE, make: () => makeHeic({ size: [9000, 9000] }) },
  'a PNG that claims 40 megapixels it has not': {
    ...DAMAGED,
    make: async () => claimPngSize(await png(), 8000, 5000),
  },
  'a picture of 20,000 x 100': {
    fault: 'too-many-pixels',
    says: '16383 at most',
    make: async () => claimPngSize(await png(), 20_000, 100),
  },
  'a picture of 8 x 8': {
    fault: 'too-small',
    says: '8 x 8',
    make: async () => await png(quadrants(undefined, [8, 8])),
  },
  'a line of pixels': {
    fault: 'too-small',
    says: '400 x 2',
    make: async () => await png(quadrants(undefined, [400, 2])),
  },
};

function untilData(file: Buffer): Buffer {
  return file.subarray(0, file.indexOf('mdat') - 4);
}
