import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { Disk } from './disk.ts';
import { appendToPart, createPart, removePart } from './part.ts';
import { findPlace } from './place.ts';
import { syncDirectory } from './sync-directory.ts';

/**
 * Writes a small file that belongs to a film, whole or not at all. It comes after the film: a crash in between leaves a
 * film without it, never it without its film.
 */
export async function writeBeside(
  disk: Disk,
  filmKey: string,
  { key, bytes }: { key: string; bytes: Buffer },
): Promise<void> {
  const place = await findPlace(disk, filmKey);
  const part = await createPart(place);
  try {
    await appendToPart(part, bytes);
    await part.handle.sync();
    await rename(part.path, join(disk.root, key));
  } finally {
    await removePart(part);
  }
  await syncDirectory(place.directory);
}
