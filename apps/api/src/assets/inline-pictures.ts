import type { FieldError } from '@cineflow/contracts';
import { pointerStep } from '@cineflow/core';
import { ASSET_SCHEME } from '@cineflow/platform';
import { PICTURE_MAX_BYTES, PictureError } from '@cineflow/media';
import type { Context } from '../context.ts';
import type { Caller } from '../plugins/api-keys.ts';
import { ProblemError } from '../problems/problem-error.ts';
import { keepPicture, ownerOf } from './keep-picture.ts';
import { FILES_MAX } from './upload-scope.ts';

const DATA_URI = /^\s*data:image\//iu;
const TOO_MANY = `A document holds at most ${FILES_MAX} pictures. Keep the others before, by POST /v1/assets.`;
const HEAD = /^data:image\/[\w.+-]+(?:;[\w=-]+)*;base64,/iu;
const HEAD_MAX = 200;
const ASSET = /^\s*asset:([0-9a-f]{64})\s*$/iu;

/**
 * Keeps the picture of each data URI and names it in its place. Returns the pictures of the caller the document has.
 * @throws ProblemError `upload-refused` with every data URI that cannot be used
 */
export async function keepInline(
  context: Context,
  caller: Caller,
  document: unknown,
): Promise<{ document: unknown; assets: ReadonlySet<string> }> {
  const errors: FieldError[] = [];
  const named = new Set<string>();
  const kept = new Map<string, string>();
  const keep = async (uri: string, pointer: string): Promise<string> => {
    const known = kept.get(uri);
    if (known !== undefined) return known;
    if (kept.size >= FILES_MAX) throw new ProblemError('upload-refused', { detail: TOO_MANY });
    try {
      const { sha256 } = await keepPicture(context, caller, { bytes: toBytes(uri) });
      named.add(sha256);
      kept.set(uri, `${ASSET_SCHEME}${sha256}`);
      return `${ASSET_SCHEME}${sha256}`;
    } catch (error) {
      if (!(error instanceof PictureError)) throw error;
      errors.push({
        pointer,
        code: error.fault,
        detail: error.message,
        value: `${uri.slice(0, 40)}…`,
        fix: 'Send another picture, or its address.',
      });
      return uri;
    }
  };
  const replace = async (value: unknown, pointer: string): Promise<unknown> => {
    if (typeof value === 'string') {
      const sha256 = ASSET.exec(value)?.[1]?.toLowerCase();
      if (sha256 !== undefined) named.add(sha256);
      return DATA_URI.test(value) ? keep(value, pointer) : value;
    }
    if (typeof value !== 'object' || value === null) return value;
    const entries: [string, unknown][] = [];
    for (const [key, inner] of Object.entries(value))
      entries.push([key, await replace(inner, `${pointer}${pointerStep(key)}`)]);
    return Array.isArray(value) ? entries.map(([, inner]) => inner) : Object.fromEntries(entries);
  };
  // Most documents have neither, and are not copied.
  if (!hasPictures(document)) return { document, assets: named };
  const replaced = await replace(document, '');
  if (errors.length > 0)
    throw new ProblemError('upload-refused', { detail: 'Nothing was ordered: see errors.', errors });
  return { document: replaced, assets: await ownedOf(context, caller, named) };
}

/** Those of the pictures that the caller has. */
async function ownedOf(
  { book }: Pick<Context, 'book'>,
  caller: Caller,
  sha256s: Iterable<string>,
): Promise<Set<string>> {
  const found = await book.assets.find({ owner: ownerOf(caller), sha256s: [...sha256s] });
  return new Set(found.map(({ sha256 }) => sha256));
}

function hasPictures(document: unknown): boolean {
  const open: unknown[] = [document];
  for (let value = open.pop(); open.length > 0 || value !== undefined; value = open.pop()) {
    if (typeof value === 'string' && (DATA_URI.test(value) || ASSET.test(value))) return true;
    // One by one: a call takes only so many arguments.
    if (typeof value === 'object' && value !== null)
      for (const inner of Object.values(value)) open.push(inner);
  }
  return false;
}

function toBytes(uri: string): Buffer {
  // Without spaces first: a pattern that allows them anywhere takes quadratic time.
  const text = uri.replaceAll(/\s+/gu, '');
  const head = HEAD.exec(text.slice(0, HEAD_MAX))?.[0];
  const data = head === undefined ? '' : text.slice(head.length);
  if (head === undefined || !/^[A-Za-z0-9+/_-]*={0,2}$/u.test(data))
    throw new PictureError('not-a-picture', 'the data URI is not base64');
  const bytes = Buffer.from(data, 'base64');
  if (bytes.length > PICTURE_MAX_BYTES) throw new PictureError('too-large', 'the picture is too large');
  return bytes;
}
