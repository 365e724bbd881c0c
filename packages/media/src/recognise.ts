import { PictureError } from './picture.ts';

export type Format = 'jpeg' | 'png' | 'webp' | 'heif';

const HEIF_BRANDS = new Set(['heic', 'heix', 'heim', 'heis', 'mif1', 'mif2', 'avif']);
const SEQUENCE_BRANDS = new Set(['avis', 'msf1', 'hevc', 'hevx', 'hevm', 'hevs']);

type Signature = readonly [start: string, name: string];

/** Pictures of kinds that no provider takes, or that can hide code or other files. */
const UNSUPPORTED: readonly Signature[] = [
  ['II*\0', 'TIFF'],
  ['MM\0*', 'TIFF'],
  ['II+\0', 'TIFF'],
  ['MM\0+', 'TIFF'],
  ['BM', 'BMP'],
  ['8BPS', 'PSD'],
  ['\0\0\u0001\0', 'ICO'],
  ['\0\0\0\u000cjP  ', 'JPEG 2000'],
  ['\u00ff\u004f\u00ff\u0051', 'JPEG 2000'],
  ['\0\0\0\u000cJXL ', 'JPEG XL'],
  ['\u00ff\u000a', 'JPEG XL'],
  ['qoif', 'QOI'],
];

const OTHER_FILES: readonly Signature[] = [
  ['%PDF', 'a PDF document'],
  ['%!PS', 'a PostScript document'],
  ['PK', 'a ZIP archive'],
  ['\u001f\u008b', 'a gzip archive'],
  ['Rar!', 'a RAR archive'],
  ['\u001aE\u00df\u00a3', 'a video'],
  ['ID3', 'a sound file'],
  ['version https://git-lfs', 'a pointer of Git LFS'],
];

/** The kind of picture by its first bytes; a file name or a media type is never believed. */
export function recognise(bytes: Buffer): Format {
  const head = bytes.toString('latin1', 0, 1024);
  if (head.startsWith('\u00ff\u00d8\u00ff')) return 'jpeg';
  if (head.startsWith('\u0089PNG\r\n\u001a\n')) return 'png';
  if (head.startsWith('RIFF') && head.slice(8, 12) === 'WEBP') return 'webp';
  if (head.slice(4, 8) === 'ftyp') return checkBrand(head.slice(8, 12));
  if (/^GIF8[79]a/.test(head)) throw refuseGif(bytes);
  const picture = UNSUPPORTED.find(([start]) => head.startsWith(start));
  if (picture !== undefined) throw unsupported(picture[1]);
  throw refuseText(head) ?? notAPicture(OTHER_FILES.find(([start]) => head.startsWith(start))?.[1]);
}

export function unsupported(name: string): PictureError {
  return new PictureError('unsupported', `${name} is not taken; send JPEG, PNG, WebP, AVIF or HEIC.`);
}

export function animated(name: string): PictureError {
  return new PictureError('animated', `The picture is an animated ${name}; send a still one.`);
}

function checkBrand(brand: string): Format {
  if (SEQUENCE_BRANDS.has(brand)) throw animated(brand === 'avis' ? 'AVIF' : 'HEIC');
  if (HEIF_BRANDS.has(brand)) return 'heif';
  throw notAPicture('a video');
}

/** An animated GIF names its loop; one without is refused all the same, in other words. */
function refuseGif(bytes: Buffer): PictureError {
  return bytes.includes('NETSCAPE2.0', 0, 'latin1') ? animated('GIF') : unsupported('GIF');
}

function refuseText(head: string): PictureError | undefined {
  const text = head.replace(/^\u00ef\u00bb\u00bf/, '').trimStart();
  if (/<svg[\s>]/i.test(text) && text.startsWith('<')) return unsupported('SVG');
  return /^<(!doctype html|html|head|body)/i.test(text) ? notAPicture('a web page (HTML)') : undefined;
}

function notAPicture(what: string | undefined): PictureError {
  const detail = what === undefined ? '' : `: it is ${what}`;
  return new PictureError('not-a-picture', `The file is not a picture${detail}.`);
}
