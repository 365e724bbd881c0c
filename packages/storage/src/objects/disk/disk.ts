import { access, mkdir, realpath, statfs } from 'node:fs/promises';
import { CollectError, InvalidKeyError, systemCode, withDetail } from '../../errors.ts';

export interface DiskSettings {
  /** Made when missing. */
  rootDir: string;
  /** Free bytes below which no download begins. */
  reserveBytes: number;
  /** Silence after which the part of another receiver counts as abandoned; one minute when absent. */
  abandonedAfterMs?: number;
}

/** A file that still grows. */
export interface GrowingFile {
  sizeBytes: number;
  totalBytes?: number;
}

/** A directory for objects and parts. Any number of processes may share it. */
export interface Disk {
  /** Real path of the existing root. */
  root: string;
  reserveBytes: number;
  abandonedAfterMs: number;
  /** Parts this process is writing: what they still lack counts as taken. */
  writing: Set<GrowingFile>;
}

const ABANDONED_AFTER_MS = 60_000;
const FULL_CODES = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);

/** Opens a disk; makes its root when missing. */
export async function openDisk({ rootDir, reserveBytes, abandonedAfterMs }: DiskSettings): Promise<Disk> {
  await mkdir(rootDir, { recursive: true });
  return {
    root: await realpath(rootDir),
    reserveBytes,
    abandonedAfterMs: abandonedAfterMs ?? ABANDONED_AFTER_MS,
    writing: new Set(),
  };
}

/** True while more than the reserve and `moreBytes` is free. */
export async function hasRoom(disk: Disk, moreBytes = 0): Promise<boolean> {
  return (await freeBytes(disk)) > disk.reserveBytes + moreBytes;
}

/** Free bytes less what running downloads of this process announced and did not write yet. */
export async function freeBytes(disk: Disk): Promise<number> {
  const { bavail, bsize } = await statfs(disk.root);
  let announced = 0;
  for (const { totalBytes = 0, sizeBytes } of disk.writing) announced += Math.max(0, totalBytes - sizeBytes);
  return bavail * bsize - announced;
}

/** @throws CollectError `storage-unavailable` when the root is gone */
export async function assertRootReachable({ root }: Disk): Promise<void> {
  await access(root).catch((error: unknown) => {
    throw new CollectError('storage-unavailable', 'The output folder cannot be reached', { cause: error });
  });
}

/** Sorts what is neither fetch nor body failure. Faults of the caller, such as bad keys, stay as they are. */
export function toDiskError(error: unknown): unknown {
  if (error instanceof CollectError || error instanceof InvalidKeyError) return error;
  const code = systemCode(error);
  if (code === null) return error;
  if (code === 'ENOENT') {
    const message = 'The unfinished file was taken away: by another download, or it was removed';
    return new CollectError('aborted', message, { cause: error });
  }
  const message = FULL_CODES.has(code) ? 'The disk is full' : 'The disk refuses the file';
  return new CollectError('storage-unavailable', withDetail(message, code), { cause: error });
}
