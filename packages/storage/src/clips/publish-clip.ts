import type { Clip } from '@cineflow/contracts';
import { ClipNotFoundError, CollectError, toClipError } from '../errors.ts';
import type { Content, ObjectStore } from '../objects/object-store.ts';
import { assertClipKey, assertNewClipKey, numberedKey, sidecarKey } from './clip-key.ts';
import type { MakeSidecar } from './clip-store.ts';
import { writeSidecar } from './sidecar.ts';

const MAX_NUMBER = 1_000;

/**
 * Stores verified bytes under the key or the next free one, or finds equal bytes there. `add` answers false for a
 * taken key.
 */
export async function publishClip(
  objects: ObjectStore,
  clip: Content & { key: string },
  add: (key: string) => Promise<boolean>,
): Promise<string> {
  for (let number = 1; number <= MAX_NUMBER; number += 1) {
    const key = numberedKey(clip.key, number);
    if ((await add(key)) || (await objects.matches(key, clip))) return key;
  }
  throw new CollectError('storage-unavailable', `${MAX_NUMBER} other clips have the same name`);
}

/**
 * Stores a clip under a second key; taken keys count as in a download.
 * @throws CollectError, ClipNotFoundError, InvalidKeyError
 */
export async function reuseClip(
  objects: ObjectStore,
  clip: Clip,
  target: { key: string; sidecar: MakeSidecar },
): Promise<Clip> {
  assertClipKey(clip.key);
  assertNewClipKey(target.key);
  try {
    if ((await objects.stat(clip.key)) === null) throw new ClipNotFoundError(clip.key);
    if (target.key === clip.key) {
      const isDescribed = (await objects.stat(sidecarKey(clip.key))) !== null;
      if (!isDescribed) await writeSidecar(objects, clip, target.sidecar(clip));
      return clip;
    }
    const copy = (key: string) => objects.copy(clip.key, key, clip);
    const reused = { ...clip, key: await publishClip(objects, { ...clip, key: target.key }, copy) };
    await writeSidecar(objects, reused, target.sidecar(reused));
    return reused;
  } catch (error) {
    throw objects.toStorageError(toClipError(error));
  }
}
