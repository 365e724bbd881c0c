import { openDiskObjects } from './disk/disk-objects.ts';
import type { DiskSettings } from './disk/disk.ts';
import type { ObjectStore } from './object-store.ts';
import type { S3Settings } from './s3/bucket.ts';

/** Where objects go: the directory, or a bucket, with the directory for files on their way. */
export interface ObjectSettings extends DiskSettings {
  s3?: S3Settings;
}

/** Opens the store the settings ask for. The large S3 SDK is loaded here only. */
export async function openObjects({ s3, ...directory }: ObjectSettings): Promise<ObjectStore> {
  if (s3 === undefined) return openDiskObjects(directory);
  const { openS3Objects } = await import('./s3/s3-objects.ts');
  return openS3Objects(s3, directory);
}

/** Opens the store on the first call, and again after a failure. */
export function openLazily(settings: ObjectSettings): () => Promise<ObjectStore> {
  let opening: Promise<ObjectStore> | undefined;
  return () =>
    (opening ??= openObjects(settings).catch((error: unknown) => {
      opening = undefined;
      throw error;
    }));
}
