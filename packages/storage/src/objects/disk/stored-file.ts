import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { open, opendir, rm, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { hasCode, InvalidKeyError, ObjectNotFoundError } from '../../errors.ts';
import { mediaTypeOf } from '../object-key.ts';
import type { ByteRange, Content, ObjectFacts } from '../object-store.ts';
import type { Disk } from './disk.ts';
import { parsePartName } from './part.ts';
import { findPlace } from './place.ts';

const HASH_CHUNK_BYTES = 256 * 1024;

/**
 * Opens a stored file for reading; the caller closes it.
 * @throws ObjectNotFoundError when there is none; InvalidKeyError for a symbolic link
 */
export async function openStored(disk: Disk, key: string): Promise<FileHandle> {
  try {
    const { path } = await findPlace(disk, key);
    const handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    if ((await handle.stat()).isFile()) return handle;
    await handle.close();
  } catch (error) {
    if (hasCode(error, 'ELOOP')) throw new InvalidKeyError(key, 'is a symbolic link', { cause: error });
    if (hasCode(error, 'ENOENT', 'ENOTDIR')) throw new ObjectNotFoundError(key, { cause: error });
    throw error;
  }
  throw new ObjectNotFoundError(key);
}

/** Streams a file or a part of it. Closes the file when the stream ends or is destroyed. */
export async function readStored(disk: Disk, key: string, range?: ByteRange): Promise<Readable> {
  const handle = await openStored(disk, key);
  const { size: sizeBytes } = await handle.stat();
  const { start, end } = range ?? { start: 0, end: Infinity };
  if (range && !(start >= 0 && start <= end && start < sizeBytes)) {
    await handle.close();
    throw new RangeError(`The file has ${sizeBytes} bytes: none between ${start} and ${end}`);
  }
  return handle.createReadStream({ start, end: Math.min(end, Math.max(sizeBytes - 1, 0)) });
}

export async function statStored(disk: Disk, key: string): Promise<ObjectFacts | null> {
  try {
    await using handle = await openStored(disk, key);
    const { size, mtime } = await handle.stat();
    return { sizeBytes: size, modifiedAt: mtime, mediaType: mediaTypeOf(key) };
  } catch (error) {
    if (error instanceof ObjectNotFoundError) return null;
    throw error;
  }
}

/** True when the file is there with this size and hash. */
export async function matchesStored(disk: Disk, key: string, content: Content): Promise<boolean> {
  try {
    await using handle = await openStored(disk, key);
    if ((await handle.stat()).size !== content.sizeBytes) return false;
    return (await hashFile(handle)) === content.sha256;
  } catch (error) {
    if (error instanceof ObjectNotFoundError || error instanceof InvalidKeyError) return false;
    throw error;
  }
}

/** Keys that begin with the prefix, without parts. Follows no symbolic links. */
export async function* listStored(disk: Disk, prefix = ''): AsyncGenerator<string> {
  const directories = [''];
  for (let below = directories.pop(); below !== undefined; below = directories.pop()) {
    for await (const entry of await opendir(join(disk.root, below))) {
      const key = `${below}${entry.name}`;
      if (entry.isDirectory() && mayContain(`${key}/`, prefix)) directories.push(`${key}/`);
      else if (entry.isFile() && key.startsWith(prefix) && !parsePartName(entry.name)) yield key;
    }
  }
}

export async function removeStored(disk: Disk, key: string): Promise<void> {
  try {
    await rm((await findPlace(disk, key)).path, { force: true });
  } catch (error) {
    if (!hasCode(error, 'ENOENT', 'ENOTDIR')) throw error;
  }
}

/** True when keys below a directory may begin with the prefix. */
function mayContain(directory: string, prefix: string): boolean {
  return directory.startsWith(prefix) || prefix.startsWith(directory);
}

async function hashFile(handle: FileHandle): Promise<string> {
  const hash = createHash('sha256');
  const options = { start: 0, autoClose: false, highWaterMark: HASH_CHUNK_BYTES };
  for await (const chunk of handle.createReadStream(options)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}
