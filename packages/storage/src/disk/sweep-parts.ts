import { opendir } from 'node:fs/promises';
import { join } from 'node:path';
import { parsePartName } from '../part-name.ts';
import type { Disk } from './disk.ts';
import { removeOld } from './remove-old.ts';

/**
 * Removes the parts nobody has written to for `olderThanMs`, in the whole store; returns how many. Files of other
 * people that only end in `.part` are left alone, symbolic links are not followed.
 */
export async function sweepParts(disk: Disk, olderThanMs: number): Promise<number> {
  const removeBefore = Date.now() - olderThanMs;
  const directories = [disk.root];
  let removed = 0;
  for (let directory = directories.pop(); directory !== undefined; directory = directories.pop()) {
    for await (const entry of await opendir(directory)) {
      const path = join(directory, entry.name);
      if (entry.isDirectory()) directories.push(path);
      else if (entry.isFile() && parsePartName(entry.name) && (await removeOld(path, removeBefore)))
        removed += 1;
    }
  }
  return removed;
}
