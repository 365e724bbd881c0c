import { link, lstat, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { Film } from '@cineflow/contracts';
import { CollectError } from '../collect-error.ts';
import { ClipNotFoundError } from '../clip-not-found-error.ts';
import { InvalidKeyError } from '../invalid-key-error.ts';
import { numberedKey } from '../related-keys.ts';
import type { Disk } from './disk.ts';
import { hashFile } from './hash-file.ts';
import { openFilm } from './open-film.ts';
import type { Place } from './place.ts';
import { syncDirectory } from './sync-directory.ts';
import { hasCode } from './system-code.ts';

const MAX_NUMBER = 1_000;

/**
 * Gives verified bytes their final name and never takes one away from other bytes: the key asked for, or the next
 * free one. Where the same film already stands under such a name, that one is the answer. The name is durable when
 * this resolves; the part itself is left where it is.
 */
export async function publishPart(
  disk: Disk,
  place: Place,
  source: { path: string; film: Pick<Film, 'sizeBytes' | 'sha256'> },
): Promise<string> {
  for (let number = 1; number <= MAX_NUMBER; number += 1) {
    const key = numberedKey(place.key, number);
    if (
      (await takeName(source.path, join(disk.root, key))) ||
      (await holdsFilm(disk, { ...source.film, key }))
    ) {
      await syncDirectory(place.directory);
      return key;
    }
  }
  throw new CollectError('storage-unavailable', `${MAX_NUMBER} other films stand under the same name`);
}

/** True when the film stands under its key with the size and the sha256 it should have. */
export async function holdsFilm(
  disk: Disk,
  film: Pick<Film, 'key' | 'sizeBytes' | 'sha256'>,
): Promise<boolean> {
  try {
    await using handle = await openFilm(disk, film.key);
    if ((await handle.stat()).size !== film.sizeBytes) return false;
    return (await hashFile(handle)) === film.sha256;
  } catch (error) {
    if (error instanceof ClipNotFoundError || error instanceof InvalidKeyError) return false;
    throw error;
  }
}

/** A hard link fails when the name is taken, which a rename does not. */
async function takeName(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    if (!hasCode(error, 'EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK')) throw error;
    return renameToFreeName(from, to);
  }
}

/** For file systems without hard links (exFAT): no half film can appear, but two at the same instant could meet. */
async function renameToFreeName(from: string, to: string): Promise<boolean> {
  const taken = await lstat(to).catch((error: unknown) => {
    if (hasCode(error, 'ENOENT')) return null;
    throw error;
  });
  if (taken) return false;
  await rename(from, to);
  return true;
}
