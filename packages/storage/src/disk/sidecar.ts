import { lstat, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Film } from '@cineflow/contracts';
import { sidecarKey } from '../related-keys.ts';
import type { Disk } from './disk.ts';
import { findPlace } from './place.ts';
import { hasCode } from './system-code.ts';
import { writeBeside } from './write-beside.ts';

/** Writes the JSON beside a film, whole or not at all. */
export async function writeSidecar(disk: Disk, film: Film, content: unknown): Promise<void> {
  const bytes = Buffer.from(`${JSON.stringify(content, null, 2)}\n`);
  await writeBeside(disk, film.key, { key: sidecarKey(film.key), bytes });
}

/** The text beside a film; null when there is none. */
export async function readSidecar(disk: Disk, key: string): Promise<string | null> {
  try {
    const place = await findPlace(disk, key);
    return await readFile(join(disk.root, sidecarKey(place.key)), 'utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ENOTDIR')) return null;
    throw error;
  }
}

/** True when something stands under the name of a film's sidecar. */
export async function hasSidecar(disk: Disk, film: Film): Promise<boolean> {
  try {
    await lstat(join(disk.root, sidecarKey(film.key)));
    return true;
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return false;
    throw error;
  }
}
