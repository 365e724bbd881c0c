import { lstat, open } from 'node:fs/promises';
import { join } from 'node:path';
import { markKey } from '../mark-key.ts';
import type { Disk } from './disk.ts';
import { syncDirectory } from './sync-directory.ts';
import { hasCode } from './system-code.ts';

/** Durably leaves an empty file in the root by which it is known again. */
export async function markDisk(disk: Disk, mark: string): Promise<void> {
  await (await open(join(disk.root, markKey(mark)), 'a')).close();
  await syncDirectory(disk.root);
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
