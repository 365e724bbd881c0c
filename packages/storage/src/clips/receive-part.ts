import type { Clip } from '@cineflow/contracts';
import { CollectError } from '../errors.ts';
import { freeBytes, hasRoom, toDiskError, type Disk } from '../objects/disk/disk.ts';
import { claimLeftPart, returnLeftPart } from '../objects/disk/left-part.ts';
import { createPart, freePart, removePart, type Part } from '../objects/disk/part.ts';
import type { Place } from '../objects/disk/place.ts';
import type { ObjectStore } from '../objects/object-store.ts';
import type { ReceiveRequest } from './clip-store.ts';
import { mayContinue } from './failures.ts';
import { fetchRest, type Sources } from './fetch-rest.ts';
import type { Guard } from './guard.ts';
import { verifyPart } from './verify-part.ts';
import { writeBody, writeLeftPart } from './write-body.ts';

/** A complete clip without a key yet. Remove the part once it has one. */
export interface CompletePart {
  place: Place;
  part: Part;
  facts: Omit<Clip, 'key'>;
}

interface Receiving {
  request: ReceiveRequest;
  guard: Guard;
}

/**
 * Downloads one clip, or the rest of it, into a durable part with proved bytes. After a failure, the part stays
 * where the next attempt can continue it.
 * @throws CollectError, InvalidKeyError, system errors
 */
export async function receivePart(
  objects: ObjectStore,
  { request, guard }: Receiving,
): Promise<CompletePart> {
  const { disk } = objects;
  const place = await objects.partPlace(request.key);
  if (!(await hasRoom(disk))) throw new CollectError('storage-unavailable', 'The disk is nearly full');
  const left = await claimLeftPart(place, disk.abandonedAfterMs);
  const sources = await fetchRest(request.fetch, left, guard);
  const part = await openPart(place, sources);
  disk.writing.add(part);
  try {
    return { place, part, facts: await fillPart(disk, part, { ...sources, request, guard }) };
  } finally {
    disk.writing.delete(part);
  }
}

async function openPart(place: Place, { left, incoming }: Sources): Promise<Part> {
  try {
    return await createPart(place, {
      totalBytes: incoming?.totalBytes ?? left?.totalBytes,
      validator: incoming?.validator ?? left?.validator,
    });
  } catch (error) {
    incoming?.stream.destroy();
    if (left) await returnLeftPart(left);
    throw error;
  }
}

/** Brings all bytes into the part and proves them. A failure removes the part, or frees it. */
async function fillPart(
  disk: Disk,
  part: Part,
  { left, incoming, request, guard }: Sources & Receiving,
): Promise<Omit<Clip, 'key'>> {
  let nothingMore = false;
  try {
    if (left) await writeLeftPart(part, left);
    const leftBytes = part.sizeBytes;
    await checkAnnounced(disk, part, request.limits.maxBytes);
    if (incoming) await writeBody(part, incoming.stream, { maxBytes: request.limits.maxBytes, guard });
    nothingMore = part.sizeBytes === leftBytes;
    return await verifyPart(part);
  } catch (cause) {
    incoming?.stream.destroy();
    const error = toDiskError(cause);
    await (mayContinue(error, part, nothingMore) ? freePart(part) : removePart(part));
    throw error;
  }
}

/** Refuses a clip without room before its first byte. Counts other clips on their way. */
async function checkAnnounced(disk: Disk, part: Part, maxBytes: number): Promise<void> {
  if ((part.totalBytes ?? 0) > maxBytes) {
    throw new CollectError('too-large', `The clip is larger than ${maxBytes} bytes`);
  }
  if ((await freeBytes(disk)) < 0) {
    throw new CollectError('storage-unavailable', 'The disk has no room for this clip');
  }
}
