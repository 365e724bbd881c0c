import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import type { Film } from '@cineflow/contracts';
import { sidecarKey } from '../related-keys.ts';
import { objectName, type Bucket } from './bucket.ts';
import { isMissing } from './service-error.ts';

/** Writes the JSON beside a film. It comes after the film, as on a disk. */
export async function putSidecar(bucket: Bucket, film: Film, content: unknown): Promise<void> {
  await bucket.client.send(
    new PutObjectCommand({
      Bucket: bucket.name,
      Key: objectName(bucket, sidecarKey(film.key)),
      Body: Buffer.from(`${JSON.stringify(content, null, 2)}\n`),
      ContentType: 'application/json',
    }),
  );
}

/** The text beside a film; null when there is none. */
export async function getSidecar(bucket: Bucket, key: string): Promise<string | null> {
  try {
    const Key = objectName(bucket, sidecarKey(key));
    const answer = await bucket.client.send(new GetObjectCommand({ Bucket: bucket.name, Key }));
    return (await answer.Body?.transformToString()) ?? '';
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}
