import { CopyObjectCommand } from '@aws-sdk/client-s3';
import type { Film } from '@cineflow/contracts';
import { ClipNotFoundError } from '../clip-not-found-error.ts';
import { parseKey } from '../parse-key.ts';
import { objectName, type Bucket } from './bucket.ts';
import { headObject } from './head-object.ts';
import { publishObject } from './publish-object.ts';
import { toRefusal } from './service-error.ts';
import { getSidecar, putSidecar } from './sidecar-object.ts';

/**
 * Copies a film within the bucket; no byte comes through here. The rule for taken names is that of a download.
 * @throws CollectError, ClipNotFoundError, InvalidKeyError
 */
export async function reuseObject(
  bucket: Bucket,
  film: Film,
  target: { key: string; sidecar: (film: Film) => unknown },
): Promise<Film> {
  parseKey(film.key);
  parseKey(target.key);
  try {
    if ((await headObject(bucket, film.key)) === null) throw new ClipNotFoundError(film.key);
    if (target.key === film.key) {
      if ((await getSidecar(bucket, film.key)) === null) await putSidecar(bucket, film, target.sidecar(film));
      return film;
    }
    const wanted = { ...film, key: target.key };
    const copy = (key: string) => copyObject(bucket, film, key);
    const reused = {
      ...film,
      key: await bucket.inTurn(target.key, () => publishObject(bucket, wanted, copy)),
    };
    await putSidecar(bucket, reused, target.sidecar(reused));
    return reused;
  } catch (error) {
    throw error instanceof ClipNotFoundError ? error : toRefusal(error);
  }
}

async function copyObject(bucket: Bucket, film: Film, key: string): Promise<void> {
  const source = `${bucket.name}/${objectName(bucket, film.key)}`;
  await bucket.client.send(
    new CopyObjectCommand({
      Bucket: bucket.name,
      Key: objectName(bucket, key),
      CopySource: source.split('/').map(encodeURIComponent).join('/'),
      ContentType: 'video/mp4',
      Metadata: { sha256: film.sha256 },
      MetadataDirective: 'REPLACE',
    }),
  );
}
