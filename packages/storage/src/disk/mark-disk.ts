import { lstat, open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { markKey, markOf } from '../mark-key.ts';
import { newOwner } from '../part-name.ts';
import type { Disk } from './disk.ts';
import { syncDirectory } from './sync-directory.ts';
import { hasCode } from './system-code.ts';

/** The mark by which the root is known again: an empty file, made where there is none. */
export async function markDisk(disk: Disk): Promise<string> {
  const known = (await readdir(disk.root)).map(markOf).find((mark) => mark !== null);
  if (known) return known;
  const mark = newOwner();
  await (await open(join(disk.root, markKey(mark)), 'a')).close();
  await syncDirectory(disk.root);
  return mark;
}

/** False where the root, or another one in its place, does not carry the mark. */
export async function isDiskMarked(disk: Disk, mark: string): Promise<boolean> {
  try {
    await lstat(join(disk.root, markKey(mark)));
    return true;
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ENOTDIR')) return false;
    throw error;
  }
}
