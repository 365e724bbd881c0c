import type { Picture } from '../../model.ts';
import { cleanImageUrl } from '../read/clean-image-url.ts';
import { cutText } from '../read/echo-value.ts';
import { normalisePath } from './normalise-path.ts';

/** Pictures that came with a document, and those its caller owns. */
export interface Uploads {
  /** SHA-256 by normalised path; absent where no files can come, as with a JSON body. */
  files?: ReadonlyMap<string, string>;
  /** Absent: ownership is not checked. */
  assets?: ReadonlySet<string>;
  /** Hashes of the pictures the document names, or a shot gets by their folder. */
  used: Set<string>;
  /** A path of each picture, to name it to people. */
  pathOf: ReadonlyMap<string, string>;
}

/** A picture we hold, or why it cannot be used. */
export type Upload = Picture | { code: string; detail: string; fix: string };

const SEND_ALONG =
  'Send the document and its pictures together: as multipart/form-data, with a part "storyboard" and one part per ' +
  'file named by its path, or as one ZIP. Or upload it with POST /v1/assets, and write its asset: id.';
const PICTURE_FILE = /\.(?:jpe?g|jfif|png|webp|avif|heic|heif|gif|bmp|tiff?)$/iu;
const SCHEME = /^[a-z][a-z0-9+.-]+:/iu;
/** Also misspelled: nobody means anything else by it. */
const ASSET = /^assets?\s*[:：]/iu;
/** Longer texts are no paths, even percent-encoded. */
const MAX_LENGTH = 4_000;
/** Names told as possibly meant. */
const MAX_HINTS = 3;

/** Prepares the uploads of an order. */
export function createUploads(files?: ReadonlyMap<string, string>, assets?: ReadonlySet<string>): Uploads {
  const used = new Set<string>();
  if (files === undefined) return { used, pathOf: new Map(), ...(assets && { assets }) };
  const known = new Map<string, string>();
  for (const [path, sha256] of files) {
    const normal = normalisePath(path);
    if (normal !== null && isHash(sha256) && !known.has(normal)) known.set(normal, sha256);
  }
  const pathOf = new Map([...known].map(([path, sha256]) => [sha256, path]));
  return { files: known, used, pathOf, ...(assets && { assets }) };
}

/** The picture we hold under this hash. */
export function assetOf(sha256: string): Picture {
  return { url: `asset:${sha256}`, sha256 };
}

/** True for a name that ends as pictures do. */
export function isPictureFile(path: string): boolean {
  return PICTURE_FILE.test(path);
}

/**
 * The picture that a text names by `asset:` or by its path. Null where it is neither, such as an address.
 * `isSure`: the field is for pictures only. There a path without a file is a fault also where no files can come.
 */
export function findUpload(text: string, uploads: Uploads, isSure: boolean): Upload | null {
  const bare = text.trim();
  const id = withoutQuotes(bare).replace(ASSET, '').trim().toLowerCase();
  if (ASSET.test(withoutQuotes(bare)) || isHash(id)) return findAsset(id, uploads);
  if (/^data:/iu.test(bare)) {
    const detail = 'a picture inside the document cannot be read here';
    return { code: 'picture-inline', detail, fix: SEND_ALONG };
  }
  const isElsewhere = bare.length > MAX_LENGTH || cleanImageUrl(bare) !== null || SCHEME.test(bare);
  if (isElsewhere) return null;
  const paths = spellingsOf(bare);
  for (const path of paths) {
    const sha256 = uploads.files?.get(path);
    if (sha256 === undefined) continue;
    uploads.used.add(sha256);
    return assetOf(sha256);
  }
  if (!isPictureFile(bare) || (uploads.files === undefined && !isSure)) return null;
  return missing(bare, paths, uploads);
}

function findAsset(sha256: string, { assets }: Uploads): Upload {
  if (!isHash(sha256)) {
    const detail = 'behind asset: stand the 64 hex digits of a picture';
    return { code: 'unknown-asset', detail, fix: SEND_ALONG };
  }
  if (assets === undefined || assets.has(sha256)) return assetOf(sha256);
  return { code: 'unknown-asset', detail: `unknown asset asset:${sha256}`, fix: SEND_ALONG };
}

function isHash(text: string): boolean {
  return /^[0-9a-f]{64}$/u.test(text);
}

/** The path as written, without quotes around it, and with its percent signs decoded. */
function spellingsOf(text: string): string[] {
  const bare = withoutQuotes(text);
  return [text, bare, decode(bare)].flatMap((spelling) => normalisePath(spelling) ?? []);
}

/** Without quotes and spaces around it. A pattern for the end would take quadratic time. */
function withoutQuotes(text: string): string {
  const isAround = (at: number): boolean => /["'“”‘’`\s]/u.test(text.charAt(at));
  let [start, end] = [0, text.length];
  while (start < end && isAround(start)) start += 1;
  while (end > start && isAround(end - 1)) end -= 1;
  return text.slice(start, end);
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function missing(text: string, paths: readonly string[], { files }: Uploads): Upload {
  const shown = JSON.stringify(cutText(text, 100));
  const code = 'image-url-unusable';
  if (paths.length === 0) {
    const detail = `${shown} is no path inside the folder of the document`;
    return {
      code,
      detail,
      fix: `Write its path from the document on, such as "refs/mei.png". ${SEND_ALONG}`,
    };
  }
  const detail = `no file ${shown} came with the document`;
  const names = new Set(paths.map(nameOf));
  const close = [...(files?.keys() ?? [])].filter((path) => names.has(nameOf(path))).slice(0, MAX_HINTS);
  if (close.length === 0) return { code, detail, fix: SEND_ALONG };
  const hints = close.map((path) => JSON.stringify(cutText(path, 100))).join(' or ');
  return { code, detail: `${detail}; there is ${hints}`, fix: `Write ${hints}.` };
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1).toLowerCase();
}
