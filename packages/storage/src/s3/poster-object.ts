import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import type { Film } from '@cineflow/contracts';
import { appendToPart, createPart, removePart } from '../disk/part.ts';
import { makePlace } from '../disk/place.ts';
import { makePoster } from '../make-poster.ts';
import { hashKey } from '../part-name.ts';
import { posterAt, posterKey } from '../related-keys.ts';
import { objectName, type Bucket } from './bucket.ts';
import { readObject } from './read-object.ts';
import { isMissing } from './service-error.ts';

/** Makes the poster of a stored film, where that can be done: in the staging directory, from a copy. */
export async function addPosterObject(bucket: Bucket, film: Film): Promise<boolean> {
  const part = await createPart(await makePlace(bucket.staging, `${hashKey(posterKey(film.key))}.mp4`));
  try {
    for await (const chunk of await readObject(bucket, film.key)) await appendToPart(part, chunk as Buffer);
    const Body = await makePoster(part.path, posterAt(film));
    if (Body === null) return false;
    const Key = objectName(bucket, posterKey(film.key));
    const put = { Bucket: bucket.name, Key, Body, ContentType: 'image/jpeg' };
    await bucket.client.send(new PutObjectCommand(put));
    return true;
  } finally {
    await removePart(part);
  }
}

/** Null where there is none. */
export async function getPosterObject(bucket: Bucket, key: string): Promise<Buffer | null> {
  try {
    const Key = objectName(bucket, posterKey(key));
    const answer = await bucket.client.send(new GetObjectCommand({ Bucket: bucket.name, Key }));
    return Buffer.from((await answer.Body?.transformToByteArray()) ?? []);
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}
