import type { Bucket } from './bucket.ts';
import { listObjects } from './list-objects.ts';
import { getSidecar } from './sidecar-object.ts';

/** Reads the JSON beside every film; what cannot be read is left out. */
export async function* readSidecars(bucket: Bucket): AsyncIterable<unknown> {
  for await (const key of listObjects(bucket)) {
    const content = await getSidecar(bucket, key)
      .then((text): unknown => JSON.parse(text ?? 'null'))
      .catch(() => null);
    if (content !== null) yield content;
  }
}
