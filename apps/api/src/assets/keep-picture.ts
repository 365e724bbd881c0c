import { createHash } from 'node:crypto';
import type { AssetRecord } from '@cineflow/book';
import { cleanPicture, type CleanPicture, type PictureError } from '@cineflow/media';
import type { Context } from '../context.ts';
import type { Caller } from '../plugins/api-keys.ts';
import { ProblemError } from '../problems/problem-error.ts';
import { repeatUnknown } from '../problems/repeat-unknown.ts';
import { notReady } from '../problems/to-problem-error.ts';

/** A picture as it arrived. */
export interface GivenPicture {
  bytes: Uint8Array;
  /** File name or path it came with, for people. */
  name?: string | undefined;
}

type Keeping = Pick<Context, 'book' | 'assets' | 'settings'>;

/** Owner of what a caller keeps: the name of its key. */
export function ownerOf({ name = '' }: Caller): string {
  return name;
}

/**
 * Keeps a picture: checks and cleans it, stores it once, and records who has it. The same bytes again cost nothing.
 * @throws PictureError where it cannot be used; ProblemError `too-many-pictures`, or `not-ready` for the store
 */
export async function keepPicture(
  context: Keeping,
  caller: Caller,
  { bytes, name }: GivenPicture,
): Promise<AssetRecord> {
  const owner = ownerOf(caller);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const [known] = await context.book.assets.find({ owner, sha256s: [sha256] });
  if (known !== undefined && (await isStored(context, known))) {
    await context.book.assets.add({ owner, asset: known });
    return known;
  }
  const picture = await cleanPicture(bytes);
  await store(context, sha256, picture);
  const asset = await record(context, owner, { sha256, name, picture });
  // Its last owner may have removed it meanwhile.
  if (!(await isStored(context, asset))) await store(context, sha256, picture);
  return asset;
}

/** Stores a picture that was made here, under a name that says how. */
export async function keepMade(
  context: Keeping,
  caller: Caller,
  made: { sha256: string; name: string; picture: CleanPicture; panels: readonly unknown[] },
): Promise<void> {
  await store(context, made.sha256, made.picture);
  await record(context, ownerOf(caller), made);
}

async function isStored(
  { assets }: Keeping,
  { sha256, mediaType, sizeBytes }: AssetRecord,
): Promise<boolean> {
  const facts = await orNotReady(assets.stat({ sha256, mediaType }));
  return facts?.sizeBytes === sizeBytes;
}

async function store({ assets }: Keeping, sha256: string, picture: CleanPicture): Promise<void> {
  await orNotReady(assets.put(sha256, picture));
}

async function record(
  { book, settings }: Keeping,
  owner: string,
  {
    sha256,
    name,
    picture,
    panels,
  }: { sha256: string; name?: string | undefined; picture: CleanPicture; panels?: readonly unknown[] },
): Promise<AssetRecord> {
  const { mediaType, width, height, bytes } = picture;
  const asset = { sha256, name, mediaType, width, height, sizeBytes: bytes.length, panels };
  const quota = settings.pictures.perKey;
  const { verdict, kept } = await repeatUnknown(() => book.assets.add({ owner, asset, quota }));
  if (verdict === 'over-quota') {
    const detail = `There are ${kept} pictures, and CINEFLOW_PICTURES_PER_KEY is ${quota}. Remove some by DELETE /v1/assets/{id}.`;
    throw new ProblemError('too-many-pictures', { detail });
  }
  const [found] = await book.assets.find({ owner, sha256s: [sha256] });
  if (found === undefined) throw notReady('The picture was removed at this very moment; send it again.');
  return found;
}

/** The store may be away for a while; what was sent may be sent again. */
export async function orNotReady<Result>(work: Promise<Result>): Promise<Result> {
  return work.catch((error: unknown) => {
    throw notReady('The store of the pictures cannot be reached.', error);
  });
}

/** The problem of a picture that cannot be used, in one sentence with its name. */
export function pictureProblem(error: PictureError, name?: string): ProblemError {
  const detail = name === undefined ? error.message : `${name}: ${error.message}`;
  return new ProblemError('picture-refused', { detail });
}
