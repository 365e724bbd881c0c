import type { Clip } from '@cineflow/contracts';
import { toClipError } from '../errors.ts';
import { openLazily, type ObjectSettings } from '../objects/open-objects.ts';
import type { ObjectStore } from '../objects/object-store.ts';
import { assertClipKey, isClipKey } from './clip-key.ts';
import type { ClipStore } from './clip-store.ts';
import { lastFrame } from './last-frame.ts';
import { addPoster, readPoster } from './poster.ts';
import { receiveClip } from './receive-clip.ts';
import { reuseClip } from './publish-clip.ts';
import { listSidecars, readSidecar } from './sidecar.ts';

export type ClipStoreSettings = ObjectSettings;

/** The clip store the settings ask for. Touches nothing before the first call. */
export function createClipStore(settings: ClipStoreSettings): ClipStore {
  const open = openLazily(settings);
  /** The store, for a key that may be a clip's. */
  const openFor = (key: string): Promise<ObjectStore> => {
    assertClipKey(key);
    return open();
  };
  return {
    receive: async (request) => receiveClip(await open(), request),
    verify: async (clip) => isStored(await openFor(clip.key), clip),
    reuse: async (clip, key, sidecar) => reuseClip(await open(), clip, { key, sidecar }),
    stat: async (key) => {
      const facts = await (await openFor(key)).stat(key);
      return facts && { sizeBytes: facts.sizeBytes, modifiedAt: facts.modifiedAt };
    },
    read: async (key, range) => {
      const objects = await openFor(key);
      return objects.get(key, range).catch((error: unknown) => {
        throw toClipError(error);
      });
    },
    link: async (key, options) => (await openFor(key)).link(key, options),
    async *list() {
      for await (const key of (await open()).list()) if (isClipKey(key)) yield key;
    },
    readSidecar: async (key) => readSidecar(await openFor(key), key),
    async *sidecars() {
      yield* listSidecars(await open());
    },
    addPoster: async (clip) => addPoster(await openFor(clip.key), clip),
    lastFrame: async (clip) => lastFrame(await openFor(clip.key), clip),
    poster: async (key) => readPoster(await openFor(key), key),
    sweepParts: async (olderThanMs) => (await open()).sweepParts(olderThanMs),
    mark: async (name) => (await open()).mark(name),
    findMark: async () => (await open()).findMark(),
    isMarked: async (mark) => (await open()).isMarked(mark),
    hasRoom: async (moreBytes) => (await open()).hasRoom(moreBytes),
  };
}

/** False only where the store answers: a lost clip is paid for again. */
async function isStored(objects: ObjectStore, clip: Clip): Promise<boolean> {
  if (await objects.matches(clip.key, clip)) return true;
  await objects.assertReachable();
  return false;
}
