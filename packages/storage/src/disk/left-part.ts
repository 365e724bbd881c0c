import { constants } from 'node:fs';
import { open, readdir, rename, rm, stat, utimes, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { formatPartName, FREE_OWNER, hashKey, newOwner, parsePartName, type PartName } from '../part-name.ts';
import type { Place } from './place.ts';
import { hasCode } from './system-code.ts';

/** What an earlier receiver left of the same film, claimed by us. Its bytes are only read, never added to. */
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
 * Claims the largest part of this key that can be continued: a freed one, or one nobody has written to for
 * `abandonedAfterMs`. The claim is one rename, so of many claimants one wins. Null when there is none.
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

/** Removes a claimed part whose bytes have been taken over, or are of no use. */
export async function dropLeftPart(left: LeftPart): Promise<void> {
  await left.handle.close();
  await rm(left.path, { force: true });
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
    // Young before the rename: under its new name it must not look abandoned for an instant.
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

function ignoreMissing(error: unknown): null {
  if (hasCode(error, 'ENOENT')) return null;
  throw error;
}
