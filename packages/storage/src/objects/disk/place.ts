import { lstat, mkdir, open, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { hasCode, InvalidKeyError } from '../../errors.ts';
import { parseKey } from '../object-key.ts';
import type { Disk } from './disk.ts';

const DIRECTORY_MODE = 0o750;

/** Where a key lies on a disk. */
export interface Place {
  key: string;
  directory: string;
  path: string;
}

/**
 * Finds the place of a key in an existing directory.
 * @throws InvalidKeyError when a symbolic link is on the way; ENOENT when the directory is missing
 */
export async function findPlace(disk: Disk, key: string): Promise<Place> {
  const segments = parseKey(key);
  const directory = join(disk.root, ...segments.slice(0, -1));
  if ((await realpath(directory)) !== directory) throw throughLink(key);
  return { key, directory, path: join(disk.root, ...segments) };
}

/**
 * Finds the place of a key and durably makes missing directories. Checks each level before it makes the next one.
 * @throws InvalidKeyError when a symbolic link or a file is on the way
 */
export async function makePlace(disk: Disk, key: string): Promise<Place> {
  const segments = parseKey(key);
  let directory = disk.root;
  for (const segment of segments.slice(0, -1)) {
    const parent = directory;
    directory = join(parent, segment);
    await makeDirectory(parent, directory, key);
  }
  return { key, directory, path: join(disk.root, ...segments) };
}

/** Makes the names in a directory survive a power loss, where the file system can. */
export async function syncDirectory(directory: string): Promise<void> {
  await using handle = await open(directory, 'r');
  try {
    await handle.sync();
  } catch (error) {
    if (!hasCode(error, 'EINVAL', 'ENOTSUP')) throw error;
  }
}

async function makeDirectory(parent: string, directory: string, key: string): Promise<void> {
  try {
    await mkdir(directory, { mode: DIRECTORY_MODE });
    await syncDirectory(parent);
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error;
    if (!(await lstat(directory)).isDirectory()) throw throughLink(key, error);
  }
}

function throughLink(key: string, cause?: unknown): InvalidKeyError {
  return new InvalidKeyError(key, 'leads through a symbolic link or a file', { cause });
}
