import { link, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Film } from '@cineflow/contracts';
import { classifyDiskFailure } from '../classify-failure.ts';
import { formatPartName, hashKey, newOwner } from '../part-name.ts';
import { copyFilm } from './copy-film.ts';
import type { Disk } from './disk.ts';
import { openFilm } from './open-film.ts';
import { findPlace, makePlace, type Place } from './place.ts';
import { publishPart } from './publish-part.ts';
import { hasSidecar, writeSidecar } from './sidecar.ts';
import { hasCode } from './system-code.ts';

/**
 * Stores a film under a second key as a hard link, or as a copy where there can be none (another device, too many
 * links). The rule for taken names is that of a download.
 * @throws CollectError, ClipNotFoundError, InvalidKeyError
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
    return copyFilm(disk, film, place);
  }
}
