import { statfs } from 'node:fs/promises';
import type { Disk } from './disk.ts';

/** True while more than the reserve, and `moreBytes` besides, is free for us. */
export async function hasRoom(disk: Disk, moreBytes = 0): Promise<boolean> {
  return (await freeBytes(disk)) > disk.reserveBytes + moreBytes;
}

/** Free bytes less what the running downloads of this process have announced and not yet written. */
export async function freeBytes(disk: Disk): Promise<number> {
  const { bavail, bsize } = await statfs(disk.root);
  let announced = 0;
  for (const { totalBytes = 0, sizeBytes } of disk.writing) announced += Math.max(0, totalBytes - sizeBytes);
  return bavail * bsize - announced;
}
