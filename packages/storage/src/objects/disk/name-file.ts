import { link, lstat, rename } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Readable } from 'node:stream';
import { CollectError, hasCode } from '../../errors.ts';
import { parseKey } from '../object-key.ts';
import type { Content, PutOptions } from '../object-store.ts';
import type { Disk } from './disk.ts';
import { appendToPart, createPart, removePart, type Part } from './part.ts';
import { findPlace, makePlace, syncDirectory, type Place } from './place.ts';
import { openStored } from './stored-file.ts';

/** Codes of file systems and files that allow no further hard link. */
const NO_LINK = ['EPERM', 'EMLINK', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'];

/** Gives a durable file of this disk a free name, durably; false when the name is taken. */
export async function addFile(disk: Disk, key: string, path: string): Promise<boolean> {
  const place = await makePlace(disk, key);
  const isAdded = await takeName(path, place.path);
  await syncDirectory(place.directory);
  return isAdded;
}

/**
 * Gives a stored file a second name: a hard link, or a copy where there can be none.
 * @throws CollectError `wrong-content` when the bytes to copy are not the expected ones
 */
export async function copyFile(
  disk: Disk,
  { from, to }: { from: string; to: string },
  content: Content,
): Promise<boolean> {
  await (await openStored(disk, from)).close();
  const target = await makePlace(disk, to);
  try {
    await link((await findPlace(disk, from)).path, target.path);
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    if (!hasCode(error, 'EXDEV', ...NO_LINK)) throw error;
    return addCopy(disk, { from, target }, content);
  }
  await syncDirectory(target.directory);
  return true;
}

/** Writes bytes to a part, makes them durable, and gives them a name in place of what had it. */
export async function putBytes(
  disk: Disk,
  { key, body, beside }: { key: string; body: Buffer | Readable } & PutOptions,
): Promise<void> {
  parseKey(key);
  const folder = beside === undefined ? await makePlace(disk, key) : await findPlace(disk, beside);
  const part = await createPart(folder);
  try {
    for await (const chunk of Buffer.isBuffer(body) ? [body] : body) {
      await appendToPart(part, chunk as Buffer);
    }
    await part.handle.sync();
    await rename(part.path, join(folder.directory, basename(key)));
  } finally {
    await removePart(part);
  }
  await syncDirectory(folder.directory);
}

/** Copies a stored file into a durable part and proves its bytes. */
export async function copyToPart(
  disk: Disk,
  { from, target }: { from: string; target: Place },
  content: Content,
): Promise<Part> {
  await using source = await openStored(disk, from);
  const part = await createPart(target);
  try {
    for await (const chunk of source.createReadStream({ start: 0, autoClose: false })) {
      await appendToPart(part, chunk as Buffer);
    }
    if ((await part.hash.digest(part.sizeBytes)) !== content.sha256) {
      throw new CollectError('wrong-content', 'The stored file is no longer the one that was recorded');
    }
    await part.handle.sync();
  } catch (error) {
    await removePart(part);
    throw error;
  }
  return part;
}

async function addCopy(
  disk: Disk,
  { from, target }: { from: string; target: Place },
  content: Content,
): Promise<boolean> {
  if (await isTaken(target.path)) return false;
  const part = await copyToPart(disk, { from, target }, content);
  try {
    return await addFile(disk, target.key, part.path);
  } finally {
    await removePart(part);
  }
}

/** A hard link fails when the name is taken, which a rename does not. */
async function takeName(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    if (!hasCode(error, ...NO_LINK)) throw error;
    return renameToFreeName(from, to);
  }
}

/** For file systems without hard links (exFAT). Two renames at the same instant could meet. */
async function renameToFreeName(from: string, to: string): Promise<boolean> {
  if (await isTaken(to)) return false;
  await rename(from, to);
  return true;
}

async function isTaken(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return false;
    throw error;
  }
}
