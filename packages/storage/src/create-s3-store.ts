import type { DiskStoreSettings } from './create-disk-store.ts';
import type { S3Settings } from './s3/bucket.ts';
import type { ClipStore } from './spec.ts';

/**
 * A film store in an S3-compatible bucket. `staging` is a local directory in which films are received and proved
 * before they are uploaded; workers need not share it. The SDK is loaded at the first call: it is large, and those
 * who keep films on a disk shall not carry it.
 */
export function createS3Store(settings: S3Settings, staging: DiskStoreSettings): ClipStore {
  let loading: Promise<ClipStore> | undefined;
  const load = (): Promise<ClipStore> =>
    (loading ??= import('./s3/s3-store.ts').then((module) => module.createS3Store(settings, staging)));
  return {
    receive: async (request) => (await load()).receive(request),
    verify: async (film) => (await load()).verify(film),
    reuse: async (film, key, sidecar) => (await load()).reuse(film, key, sidecar),
    stat: async (key) => (await load()).stat(key),
    read: async (key, range) => (await load()).read(key, range),
    link: async (key, options) => (await load()).link(key, options),
    async *list() {
      yield* (await load()).list();
    },
    async *sidecars() {
      yield* (await load()).sidecars();
    },
    readSidecar: async (key) => (await load()).readSidecar(key),
    addPoster: async (film) => (await load()).addPoster(film),
    poster: async (key) => (await load()).poster(key),
    sweepParts: async (olderThanMs) => (await load()).sweepParts(olderThanMs),
    mark: async (name) => (await load()).mark(name),
    findMark: async () => (await load()).findMark(),
    isMarked: async (mark) => (await load()).isMarked(mark),
    hasRoom: async (moreBytes) => (await load()).hasRoom(moreBytes),
  };
}
