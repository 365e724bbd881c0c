import { parseKey } from '../parse-key.ts';
import { openDisk, type DiskStoreSettings } from '../create-disk-store.ts';
import { hasRoom } from '../disk/has-room.ts';
import { sweepParts } from '../disk/sweep-parts.ts';
import { acceptsWrites } from './accepts-writes.ts';
import { openBucket, type Bucket, type S3Settings } from './bucket.ts';
import { headObject } from './head-object.ts';
import { verifyObject } from './verify-object.ts';
import { linkObject } from './link-object.ts';
import { listObjects } from './list-objects.ts';
import { findBucketMark, isBucketMarked, markBucket } from './mark-bucket.ts';
import { addPosterObject, getPosterObject } from './poster-object.ts';
import { readObject } from './read-object.ts';
import { receiveObject } from './receive-object.ts';
import { reuseObject } from './reuse-object.ts';
import { getSidecar } from './sidecar-object.ts';
import { readSidecars } from './read-sidecars.ts';
import { sweepUploads } from './sweep-uploads.ts';
import type { ClipStore } from '../spec.ts';

/** A film store in an S3-compatible bucket; nothing is sent before the first call. */
export function createS3Store(settings: S3Settings, staging: DiskStoreSettings): ClipStore {
  let opening: Promise<Bucket> | undefined;
  const open = (): Promise<Bucket> =>
    (opening ??= openDisk(staging).then((disk) => openBucket(settings, disk)));
  return {
    receive: async (request) => receiveObject(await open(), request),
    verify: async (film) => {
      parseKey(film.key);
      return verifyObject(await open(), film);
    },
    reuse: async (film, key, sidecar) => reuseObject(await open(), film, { key, sidecar }),
    stat: async (key) => {
      parseKey(key);
      const facts = await headObject(await open(), key);
      return facts && { sizeBytes: facts.sizeBytes, modifiedAt: facts.modifiedAt };
    },
    read: async (key, range) => readObject(await open(), key, range),
    link: async (key, options) => linkObject(await open(), key, options),
    async *list() {
      yield* listObjects(await open());
    },
    async *sidecars() {
      yield* readSidecars(await open());
    },
    readSidecar: async (key) => {
      parseKey(key);
      return getSidecar(await open(), key);
    },
    addPoster: async (film) => {
      parseKey(film.key);
      return addPosterObject(await open(), film);
    },
    poster: async (key) => {
      parseKey(key);
      return getPosterObject(await open(), key);
    },
    sweepParts: async (olderThanMs) => {
      const bucket = await open();
      return (await sweepParts(bucket.staging, olderThanMs)) + (await sweepUploads(bucket, olderThanMs));
    },
    mark: async (name) => markBucket(await open(), name),
    findMark: async () => findBucketMark(await open()),
    isMarked: async (mark) => isBucketMarked(await open(), mark),
    hasRoom: async (moreBytes) => {
      const bucket = await open();
      return (await hasRoom(bucket.staging, moreBytes)) && acceptsWrites(bucket);
    },
  };
}
