import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import type { Film } from '@cineflow/contracts';
import { makePoster } from '../make-poster.ts';
import { posterAt, posterKey } from '../related-keys.ts';
import type { Disk } from './disk.ts';
import { findPlace } from './place.ts';
import { hasCode } from './system-code.ts';
import { writeBeside } from './write-beside.ts';

/** Makes the poster of a stored film, where that can be done. */
export async function addPoster(disk: Disk, film: Film): Promise<boolean> {
  const { path } = await findPlace(disk, film.key);
  const bytes = await makePoster(path, posterAt(film));
  if (bytes !== null) await writeBeside(disk, film.key, { key: posterKey(film.key), bytes });
  return bytes !== null;
}

/** Null where there is none. */
export async function readPoster(disk: Disk, key: string): Promise<Buffer | null> {
  try {
    await findPlace(disk, key);
    const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
    await using file = await open(join(disk.root, posterKey(key)), flags);
    return (await file.stat()).isFile() ? await file.readFile() : null;
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ENOTDIR', 'ELOOP')) return null;
    throw error;
  }
}
