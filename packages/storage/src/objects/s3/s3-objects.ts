import { extname } from 'node:path/posix';
import { hasRoom, openDisk, type Disk, type DiskSettings } from '../disk/disk.ts';
import { sweepDisk } from '../disk/left-part.ts';
import { appendToPart, createPart, hashKey, removePart } from '../disk/part.ts';
import { makePlace, type Place } from '../disk/place.ts';
import { parseKey } from '../object-key.ts';
import type { ObjectStore } from '../object-store.ts';
import { openBucket, type Bucket, type S3Settings } from './bucket.ts';
import { acceptsWrites, assertBucketReachable, sweepUploads } from './bucket-health.ts';
import { findBucketMark, isBucketMarked, markBucket } from './bucket-mark.ts';
import { headObject, linkObject, listObjects, matchesObject, readObject } from './read-object.ts';
import { toServiceError } from './service-error.ts';
import { addObject, copyObject, putObject, removeObject } from './write-object.ts';

/** Objects in an S3-compatible bucket. Files are received on a local disk, which workers need not share. */
export async function openS3Objects(settings: S3Settings, directory: DiskSettings): Promise<ObjectStore> {
  const disk = await openDisk(directory);
  const bucket = openBucket(settings, disk);
  return {
    disk,
    isRemote: true,
    partPlace: (key) => flatPlace(disk, key),
    add: (key, file, signal) => addObject(bucket, key, file, signal),
    copy: (from, to, content) => copyObject(bucket, { from, to }, content),
    put: (key, body) => putObject(bucket, key, body),
    get: (key, range) => readObject(bucket, key, range),
    stat: async (key) => {
      const head = await headObject(bucket, key);
      return head && { sizeBytes: head.sizeBytes, modifiedAt: head.modifiedAt, mediaType: head.mediaType };
    },
    matches: (key, content) => matchesObject(bucket, key, content),
    link: (key, options) => linkObject(bucket, key, options),
    list: (prefix) => listObjects(bucket, prefix),
    remove: (key) => removeObject(bucket, key),
    withFile: (key, work) => withCopy(bucket, key, work),
    hasRoom: async (moreBytes) => (await hasRoom(disk, moreBytes)) && acceptsWrites(bucket),
    probeWrites: () => {
      bucket.refusing = true;
    },
    sweepParts: async (olderThanMs) =>
      (await sweepDisk(disk, olderThanMs)) + (await sweepUploads(bucket, olderThanMs)),
    assertReachable: () => assertBucketReachable(bucket),
    toStorageError: toServiceError,
    mark: (name) => markBucket(bucket, name),
    findMark: () => findBucketMark(bucket),
    isMarked: (mark) => isBucketMarked(bucket, mark),
  };
}

/** All parts are in one folder. */
async function flatPlace(disk: Disk, key: string): Promise<Place> {
  parseKey(key);
  return makePlace(disk, `${hashKey(key)}${extname(key)}`);
}

async function withCopy<Result>(
  bucket: Bucket,
  key: string,
  work: (path: string) => Promise<Result>,
): Promise<Result> {
  parseKey(key);
  // A separate key, safe from sweeps of the object's parts.
  const part = await createPart(await makePlace(bucket.disk, `${hashKey(`copy of ${key}`)}${extname(key)}`));
  try {
    for await (const chunk of await readObject(bucket, key)) await appendToPart(part, chunk as Buffer);
    return await work(part.path);
  } finally {
    await removePart(part);
  }
}
