import type { Film } from '@cineflow/contracts';
import { classifyDiskFailure } from '../classify-failure.ts';
import { CollectError } from '../collect-error.ts';
import { mayContinue } from '../may-continue.ts';
import type { ReceiveRequest } from '../spec.ts';
import type { Guard } from '../start-guard.ts';
import type { Disk } from './disk.ts';
import { fetchIncoming, type Sources } from './fetch-incoming.ts';
import { freeBytes, hasRoom } from './has-room.ts';
import { claimLeftPart, returnLeftPart } from './left-part.ts';
import { createPart, freePart, removePart, type Part } from './part.ts';
import { makePlace, type Place } from './place.ts';
import { pumpBody, pumpLeftPart } from './pump-body.ts';
import { verifyPart } from './verify-part.ts';

/** A whole film without a name yet. Whoever gives it one removes the part afterwards. */
export interface WholePart {
  place: Place;
  part: Part;
  facts: Omit<Film, 'key'>;
}

interface Receiving {
  request: ReceiveRequest;
  guard: Guard;
}

/**
 * Downloads one film, or the rest of it, into a part whose bytes are proved and durable. When it fails, the part is
 * left for the next attempt where that can go on with it.
 * @throws CollectError, InvalidKeyError, system errors
 */
export async function receivePart(disk: Disk, { request, guard }: Receiving): Promise<WholePart> {
  const place = await makePlace(disk, request.key);
  if (!(await hasRoom(disk))) throw new CollectError('storage-unavailable', 'The disk is nearly full');
  const left = await claimLeftPart(place, disk.abandonedAfterMs);
  const sources = await fetchIncoming(request.fetch, left, guard);
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

/** Brings all bytes into the part and proves them. On failure the part is removed, or freed for the next attempt. */
async function fillPart(
  disk: Disk,
  part: Part,
  { left, incoming, request, guard }: Sources & Receiving,
): Promise<Omit<Film, 'key'>> {
  let nothingMore = false;
  try {
    if (left) await pumpLeftPart(part, left);
    const leftBytes = part.sizeBytes;
    await checkAnnounced(disk, part, request.limits.maxBytes);
    if (incoming) await pumpBody(part, incoming.stream, { maxBytes: request.limits.maxBytes, guard });
    nothingMore = part.sizeBytes === leftBytes;
    return await verifyPart(part);
  } catch (cause) {
    incoming?.stream.destroy();
    const error = classifyDiskFailure(cause);
    await (mayContinue(error, part, nothingMore) ? freePart(part) : removePart(part));
    throw error;
  }
}

/** Refuses before its first byte a film that would not fit, beside those already on their way. */
async function checkAnnounced(disk: Disk, part: Part, maxBytes: number): Promise<void> {
  if ((part.totalBytes ?? 0) > maxBytes) {
    throw new CollectError('too-large', `The film is larger than ${maxBytes} bytes`);
  }
  if ((await freeBytes(disk)) < 0)
    throw new CollectError('storage-unavailable', 'The disk has no room for this film');
}
