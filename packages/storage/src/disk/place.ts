import { lstat, mkdir, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { InvalidKeyError } from '../invalid-key-error.ts';
import { parseKey } from '../parse-key.ts';
import type { Disk } from './disk.ts';
import { syncDirectory } from './sync-directory.ts';
import { hasCode } from './system-code.ts';

const DIRECTORY_MODE = 0o750;

/** Where a key lies on the disk. */
export interface Place {
  key: string;
  directory: string;
  path: string;
}

/**
 * Finds the place of a key whose directory exists.
 * @throws InvalidKeyError when the way leads through a symbolic link; ENOENT when the directory is missing
 */
export async function findPlace(disk: Disk, key: string): Promise<Place> {
  const segments = parseKey(key);
  const directory = join(disk.root, ...segments.slice(0, -1));
  if ((await realpath(directory)) !== directory) throw throughLink(key);
  return { key, directory, path: join(disk.root, ...segments) };
}

/**
 * Finds the place of a key and durably makes the directories that are missing. Each level is checked before the next
 * one is made, so nothing is ever made outside the root.
 * @throws InvalidKeyError when the way leads through a symbolic link or a file
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
