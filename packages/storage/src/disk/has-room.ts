import { statfs } from 'node:fs/promises';
import type { Disk } from './disk.ts';

/** True while more than the reserve is free for us. */
export async function hasRoom(disk: Disk): Promise<boolean> {
  const { bavail, bsize } = await statfs(disk.root);
  return bavail * bsize > disk.reserveBytes;
}
