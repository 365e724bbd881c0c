import { lstat, rm } from 'node:fs/promises';
import { hasCode } from './system-code.ts';

/** Removes a file nobody has written to since `removeBefore` (ms); false where it is younger, or gone already. */
export async function removeOld(path: string, removeBefore: number): Promise<boolean> {
  try {
    if ((await lstat(path)).mtimeMs > removeBefore) return false;
    await rm(path);
    return true;
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return false;
    throw error;
  }
}
