import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { FREE_OWNER, hashKey, parsePartName } from '../part-name.ts';
import type { Disk } from './disk.ts';
import type { Place } from './place.ts';
import { removeOld } from './remove-old.ts';

/** Removes what earlier receivers left of a film that is stored now; the part of one that still writes is spared. */
export async function sweepPartsOf(disk: Disk, place: Place): Promise<void> {
  const keyHash = hashKey(place.key);
  const abandonedBefore = Date.now() - disk.abandonedAfterMs;
  for (const fileName of await readdir(place.directory)) {
    const name = parsePartName(fileName);
    if (name?.keyHash !== keyHash) continue;
    const removeBefore = name.owner === FREE_OWNER ? Infinity : abandonedBefore;
    await removeOld(join(place.directory, fileName), removeBefore);
  }
}
