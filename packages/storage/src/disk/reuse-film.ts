import { link, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Film } from '@cineflow/contracts';
import { classifyDiskFailure } from '../classify-failure.ts';
import { CollectError } from '../collect-error.ts';
import { formatPartName, hashKey, newOwner } from '../part-name.ts';
import type { Disk } from './disk.ts';
import { openFilm } from './open-film.ts';
import { appendToPart, createPart, removePart } from './part.ts';
import { findPlace, makePlace, type Place } from './place.ts';
import { publishPart } from './publish-part.ts';
import { hasSidecar, writeSidecar } from './sidecar.ts';
import { hasCode } from './system-code.ts';

/**
 * Stores a film under a second key as a hard link, or as a copy where there can be none (another device, too many
 * links). The rule for taken names is that of a download.
 * @throws CollectError, FilmNotFoundError, InvalidKeyError
 */
export async function reuseFilm(
  disk: Disk,
  film: Film,
  target: { key: string; sidecar: (film: Film) => unknown },
): Promise<Film> {
  try {
    await (await openFilm(disk, film.key)).close();
    if (target.key === film.key) {
      if (!(await hasSidecar(disk, film))) await writeSidecar(disk, film, target.sidecar(film));
      return film;
    }
    const place = await makePlace(disk, target.key);
    const path = await bringBytes(disk, film, place);
    try {
      const reused = { ...film, key: await publishPart(disk, place, { path, film }) };
      await writeSidecar(disk, reused, target.sidecar(reused));
      return reused;
    } finally {
      await rm(path, { force: true });
    }
  } catch (error) {
    throw classifyDiskFailure(error);
  }
}

async function bringBytes(disk: Disk, film: Film, place: Place): Promise<string> {
  const path = join(place.directory, formatPartName({ keyHash: hashKey(place.key), owner: newOwner() }));
  try {
    await link((await findPlace(disk, film.key)).path, path);
    return path;
  } catch (error) {
    if (!hasCode(error, 'EXDEV', 'EPERM', 'EMLINK', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS')) throw error;
    return copyBytes(disk, film, place);
  }
}

async function copyBytes(disk: Disk, film: Film, place: Place): Promise<string> {
  await using source = await openFilm(disk, film.key);
  const part = await createPart(place);
  try {
    for await (const chunk of source.createReadStream({ start: 0, autoClose: false })) {
      await appendToPart(part, chunk as Buffer);
    }
    if (part.hash.digest('hex') !== film.sha256) {
      throw new CollectError('wrong-content', 'The stored film is no longer the one that was recorded');
    }
    await part.handle.sync();
  } catch (error) {
    await removePart(part);
    throw error;
  }
  await part.handle.close();
  return part.path;
}
