import { lstat, open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { hasCode } from '../../errors.ts';
import { markKey, markOf, parseKey } from '../object-key.ts';
import type { ObjectStore } from '../object-store.ts';
import { assertRootReachable, hasRoom, openDisk, toDiskError, type Disk, type DiskSettings } from './disk.ts';
import { sweepDisk } from './left-part.ts';
import { addFile, copyFile, putBytes } from './name-file.ts';
import { findPlace, makePlace, syncDirectory } from './place.ts';
import { listStored, matchesStored, readStored, removeStored, statStored } from './stored-file.ts';

/** Objects in a directory. */
export async function openDiskObjects(settings: DiskSettings): Promise<ObjectStore> {
  const disk = await openDisk(settings);
  return {
    disk,
    isRemote: false,
    partPlace: (key) => makePlace(disk, key),
    add: (key, { path }) => addFile(disk, key, path),
    copy: (from, to, content) => copyFile(disk, { from, to }, content),
    put: (key, body, options) => putBytes(disk, { key, body, ...options }),
    get: (key, range) => readStored(disk, key, range),
    stat: (key) => statStored(disk, key),
    matches: (key, content) => matchesStored(disk, key, content),
    link: async (key) => {
      parseKey(key);
      return null;
    },
    list: (prefix) => listStored(disk, prefix),
    remove: (key) => removeStored(disk, key),
    withFile: async (key, work) => work((await findPlace(disk, key)).path),
    hasRoom: (moreBytes) => hasRoom(disk, moreBytes),
    probeWrites: () => undefined,
    sweepParts: (olderThanMs) => sweepDisk(disk, olderThanMs),
    assertReachable: () => assertRootReachable(disk),
    toStorageError: toDiskError,
    mark: (name) => markDisk(disk, name),
    findMark: () => findDiskMark(disk),
    isMarked: (mark) => isDiskMarked(disk, mark),
  };
}

/** Makes an empty file of this name where no mark is. */
async function markDisk(disk: Disk, name: string): Promise<string> {
  const known = await findDiskMark(disk);
  if (known !== null) return known;
  await (await open(join(disk.root, markKey(name)), 'a')).close();
  await syncDirectory(disk.root);
  return name;
}

async function findDiskMark(disk: Disk): Promise<string | null> {
  return (await readdir(disk.root)).map(markOf).find((mark) => mark !== null) ?? null;
}

/** False where the root, or another one in its place, lacks the mark. */
async function isDiskMarked(disk: Disk, mark: string): Promise<boolean> {
  try {
    await lstat(join(disk.root, markKey(mark)));
    return true;
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ENOTDIR')) return false;
    throw error;
  }
}
