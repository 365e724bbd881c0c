import { lstat, open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { markKey, markOf } from '../mark-key.ts';
import type { Disk } from './disk.ts';
import { syncDirectory } from './sync-directory.ts';
import { hasCode } from './system-code.ts';

/** The mark by which the root is known again: an empty file, made under this name where there is none. */
export async function markDisk(disk: Disk, name: string): Promise<string> {
  const known = await findDiskMark(disk);
  if (known !== null) return known;
  await (await open(join(disk.root, markKey(name)), 'a')).close();
  await syncDirectory(disk.root);
  return name;
}

/** The mark of the root; null where it has none. */
export async function findDiskMark(disk: Disk): Promise<string | null> {
  return (await readdir(disk.root)).map(markOf).find((mark) => mark !== null) ?? null;
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
