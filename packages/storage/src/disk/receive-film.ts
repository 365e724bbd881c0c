import type { Film } from '@cineflow/contracts';
import { classifyDiskFailure } from '../classify-failure.ts';
import { CollectError } from '../collect-error.ts';
import { startGuard, type Guard } from '../start-guard.ts';
import type { ReceiveRequest } from '../spec.ts';
import type { Disk } from './disk.ts';
import { fetchIncoming, type Sources } from './fetch-incoming.ts';
import { hasRoom } from './has-room.ts';
import { claimLeftPart, returnLeftPart } from './left-part.ts';
import { createPart, freePart, removePart, type Part } from './part.ts';
import { makePlace, type Place } from './place.ts';
import { publishPart } from './publish-part.ts';
import { pumpBody, pumpLeftPart } from './pump-body.ts';
import { writeSidecar } from './sidecar.ts';
import { verifyPart } from './verify-part.ts';
import { mayContinue } from '../may-continue.ts';

/**
 * Downloads one film, or the rest of it, and gives it its final name once its bytes are proved.
 * @throws CollectError, InvalidKeyError
 */
export async function receiveFilm(disk: Disk, request: ReceiveRequest): Promise<Film> {
  using guard = startGuard(request.limits, request.signal);
  try {
    const place = await makePlace(disk, request.key);
    if (!(await hasRoom(disk))) throw new CollectError('disk-full', 'The disk is nearly full');
    const left = await claimLeftPart(place, disk.abandonedAfterMs);
    const sources = await fetchIncoming(request.fetch, left, guard);
    const part = await openPart(place, sources);
    const facts = await fillPart(part, sources, { request, guard });
    try {
      const film = { ...facts, key: await publishPart(disk, place, { path: part.path, film: facts }) };
      await writeSidecar(disk, film, request.sidecar(film));
      return film;
    } finally {
      // Last: a crash before leaves the whole part, from which the next attempt finishes without a download.
      await removePart(part);
    }
  } catch (error) {
    throw classifyDiskFailure(error);
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
  part: Part,
  { left, incoming }: Sources,
  { request, guard }: { request: ReceiveRequest; guard: Guard },
): Promise<Omit<Film, 'key'>> {
  let nothingMore = false;
  try {
    if (left) await pumpLeftPart(part, left);
    const leftBytes = part.sizeBytes;
    const maxBytes = request.limits.maxBytes;
    if ((part.totalBytes ?? 0) > maxBytes) {
      throw new CollectError('too-large', `The film is larger than ${maxBytes} bytes`);
    }
    if (incoming) await pumpBody(part, incoming.stream, { maxBytes, guard });
    nothingMore = part.sizeBytes === leftBytes;
    return await verifyPart(part);
  } catch (cause) {
    incoming?.stream.destroy();
    const error = classifyDiskFailure(cause);
    await (mayContinue(error, part, nothingMore) ? freePart(part) : removePart(part));
    throw error;
  }
}
