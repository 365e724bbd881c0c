import type { Clip } from '@cineflow/contracts';
import { toDiskError } from '../objects/disk/disk.ts';
import { sweepPartsOf } from '../objects/disk/left-part.ts';
import { freePart, removePart } from '../objects/disk/part.ts';
import type { ObjectStore } from '../objects/object-store.ts';
import { assertNewClipKey } from './clip-key.ts';
import type { ReceiveRequest } from './clip-store.ts';
import { startGuard, type Guard } from './guard.ts';
import { publishClip } from './publish-clip.ts';
import { receivePart, type CompletePart } from './receive-part.ts';
import { writeSidecar } from './sidecar.ts';

/**
 * Downloads one clip, or the rest of it, and gives it a key once its bytes are proved.
 * @throws CollectError, InvalidKeyError
 */
export async function receiveClip(objects: ObjectStore, request: ReceiveRequest): Promise<Clip> {
  assertNewClipKey(request.key);
  using guard = startGuard(request.limits, request.signal);
  const complete = await receivePart(objects, { request, guard }).catch((error: unknown) => {
    throw toDiskError(error);
  });
  try {
    const clip = await storePart(objects, request, { complete, guard });
    // Last: after a crash before, the next attempt needs no download.
    await removePart(complete.part);
    return clip;
  } catch (error) {
    if (!guard.signal.aborted) objects.probeWrites();
    await (objects.isRemote ? keepComplete(complete) : removePart(complete.part));
    throw objects.toStorageError(error);
  }
}

async function storePart(
  objects: ObjectStore,
  { key, sidecar }: ReceiveRequest,
  { complete, guard }: { complete: CompletePart; guard: Guard },
): Promise<Clip> {
  const { place, part, facts } = complete;
  const file = { path: part.path, ...facts };
  const add = (freeKey: string) => objects.add(freeKey, file, guard.signal);
  const clip = { ...facts, key: await publishClip(objects, { ...facts, key }, add) };
  await writeSidecar(objects, clip, sidecar(clip));
  await sweepPartsOf(objects.disk, place);
  return clip;
}

/** Leaves a proved part to the next attempt. Its hash replaces a missing validator. */
async function keepComplete({ part, facts }: CompletePart): Promise<void> {
  await freePart({ ...part, totalBytes: facts.sizeBytes, validator: part.validator ?? `"${facts.sha256}"` });
}
