import { createDiskStore, type DiskStoreSettings } from './create-disk-store.ts';
import { createS3Store } from './create-s3-store.ts';
import type { S3Settings } from './s3/bucket.ts';
import type { ClipStore } from './spec.ts';

/** Where films go: the directory itself, or a bucket, for which the directory is the staging place. */
export interface ClipStoreSettings extends DiskStoreSettings {
  s3?: S3Settings;
}

/** The store the settings ask for. */
export function createClipStore({ s3, ...directory }: ClipStoreSettings): ClipStore {
  return s3 === undefined ? createDiskStore(directory) : createS3Store(s3, directory);
}
