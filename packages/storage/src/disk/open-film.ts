import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { ClipNotFoundError } from '../clip-not-found-error.ts';
import { InvalidKeyError } from '../invalid-key-error.ts';
import type { Disk } from './disk.ts';
import { findPlace } from './place.ts';
import { hasCode } from './system-code.ts';

/**
 * Opens a stored film for reading; the caller closes it.
 * @throws ClipNotFoundError when there is no such file; InvalidKeyError when the key is a symbolic link
 */
export async function openFilm(disk: Disk, key: string): Promise<FileHandle> {
  try {
    const { path } = await findPlace(disk, key);
    const handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    if ((await handle.stat()).isFile()) return handle;
    await handle.close();
  } catch (error) {
    if (hasCode(error, 'ELOOP')) throw new InvalidKeyError(key, 'is a symbolic link', { cause: error });
    if (hasCode(error, 'ENOENT', 'ENOTDIR')) throw new ClipNotFoundError(key, { cause: error });
    throw error;
  }
  throw new ClipNotFoundError(key);
}
