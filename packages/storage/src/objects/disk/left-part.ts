import { constants } from 'node:fs';
import { lstat, open, opendir, readdir, rename, rm, stat, utimes, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { hasCode } from '../../errors.ts';
import type { Disk } from './disk.ts';
import { formatPartName, FREE_OWNER, hashKey, newOwner, parsePartName, type PartName } from './part.ts';
import type { Place } from './place.ts';

/** What an earlier receiver left of the same file, claimed by us. It is only read. */
export interface LeftPart {
  path: string;
  freePath: string;
  handle: FileHandle;
  sizeBytes: number;
  totalBytes?: number;
  validator: string;
}

interface Candidate {
  path: string;
  name: PartName & { validator: string };
  sizeBytes: number;
}

/**
 * Claims the largest free or abandoned part of a key; null without one.
 * One rename decides, so one claimant wins.
 */
export async function claimLeftPart(place: Place, abandonedAfterMs: number): Promise<LeftPart | null> {
  const candidates = await listCandidates(place, Date.now() - abandonedAfterMs);
  for (const candidate of candidates.sort((a, b) => b.sizeBytes - a.sizeBytes)) {
    const claimed = await tryClaim(place, candidate);
    if (claimed) return claimed;
  }
  return null;
}

/** Gives a claimed part back, for the next attempt. */
export async function returnLeftPart(left: LeftPart): Promise<void> {
  await left.handle.close();
  await rename(left.path, left.freePath).catch(ignoreMissing);
}

/** Removes a claimed part that was copied, or is of no use. */
export async function dropLeftPart(left: LeftPart): Promise<void> {
  await left.handle.close();
  await rm(left.path, { force: true });
}

/** Removes what earlier receivers left of a stored object. Spares the part of one that still writes. */
export async function sweepPartsOf(disk: Disk, place: Place): Promise<void> {
  const keyHash = hashKey(place.key);
  const abandonedBefore = Date.now() - disk.abandonedAfterMs;
  for (const fileName of await readdir(place.directory)) {
    const name = parsePartName(fileName);
    if (name?.keyHash !== keyHash) continue;
    const removeBefore = name.owner === FREE_OWNER ? Infinity : abandonedBefore;
    await removeOld(join(place.directory, fileName), removeBefore);
  }
}

/** Removes all parts unchanged for `olderThanMs`; returns how many. Spares foreign files, follows no links. */
export async function sweepDisk(disk: Disk, olderThanMs: number): Promise<number> {
  const removeBefore = Date.now() - olderThanMs;
  const directories = [disk.root];
  let removed = 0;
  for (let directory = directories.pop(); directory !== undefined; directory = directories.pop()) {
    for await (const entry of await opendir(directory)) {
      const path = join(directory, entry.name);
      if (entry.isDirectory()) directories.push(path);
      else if (entry.isFile() && parsePartName(entry.name) && (await removeOld(path, removeBefore)))
        removed += 1;
    }
  }
  return removed;
}

async function listCandidates(place: Place, abandonedBefore: number): Promise<Candidate[]> {
  const keyHash = hashKey(place.key);
  const candidates: Candidate[] = [];
  for (const fileName of await readdir(place.directory)) {
    const name = parsePartName(fileName);
    if (name?.keyHash !== keyHash || name.validator === undefined) continue;
    const path = join(place.directory, fileName);
    const facts = await stat(path).catch(ignoreMissing);
    if (!facts?.size || (name.owner !== FREE_OWNER && facts.mtimeMs > abandonedBefore)) continue;
    candidates.push({ path, name: { ...name, validator: name.validator }, sizeBytes: facts.size });
  }
  return candidates;
}

async function tryClaim(place: Place, { path, name }: Candidate): Promise<LeftPart | null> {
  const claimedPath = join(place.directory, formatPartName({ ...name, owner: newOwner() }));
  try {
    // Before the rename: its new name must never look abandoned.
    const now = new Date();
    await utimes(path, now, now);
    await rename(path, claimedPath);
    const handle = await open(claimedPath, constants.O_RDONLY | constants.O_NOFOLLOW);
    return {
      path: claimedPath,
      freePath: join(place.directory, formatPartName({ ...name, owner: FREE_OWNER })),
      handle,
      sizeBytes: (await handle.stat()).size,
      validator: name.validator,
      ...(name.totalBytes !== undefined && { totalBytes: name.totalBytes }),
    };
  } catch (error) {
    return ignoreMissing(error);
  }
}

async function removeOld(path: string, removeBefore: number): Promise<boolean> {
  try {
    if ((await lstat(path)).mtimeMs > removeBefore) return false;
    await rm(path);
    return true;
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return false;
    throw error;
  }
}

function ignoreMissing(error: unknown): null {
  if (hasCode(error, 'ENOENT')) return null;
  throw error;
}
