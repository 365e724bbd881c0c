import { createReadStream } from 'node:fs';
import { Upload } from '@aws-sdk/lib-storage';
import type { WholePart } from '../disk/receive-part.ts';
import { objectName, type Bucket } from './bucket.ts';
import type { PutFilm } from './publish-object.ts';

/** Smallest part S3 allows; with two on their way at once an upload holds 15 MB at most. */
const PART_BYTES = 5 * 1024 * 1024;
const MAX_PARTS = 10_000;
const PARTS_AT_ONCE = 2;

/**
 * Uploads a verified film: in one request, or in parts that become an object only when all of them are there. When
 * it fails or is called off, the parts are removed.
 */
export function uploadPart(bucket: Bucket, { part, facts }: WholePart, signal: AbortSignal): PutFilm {
  return async (key, onlyIfFree) => {
    signal.throwIfAborted();
    const upload = new Upload({
      client: bucket.client,
      params: {
        Bucket: bucket.name,
        Key: objectName(bucket, key),
        Body: createReadStream(part.path),
        ContentType: 'video/mp4',
        Metadata: { sha256: facts.sha256 },
        ...(bucket.checksums && { ChecksumAlgorithm: 'SHA256' }),
        ...(onlyIfFree && { IfNoneMatch: '*' }),
      },
      partSize: Math.max(PART_BYTES, Math.ceil(facts.sizeBytes / MAX_PARTS)),
      queueSize: PARTS_AT_ONCE,
    });
    const abort = (): void => void upload.abort();
    signal.addEventListener('abort', abort, { once: true });
    try {
      await upload.done();
    } catch (error) {
      throw signal.aborted ? signal.reason : error;
    } finally {
      signal.removeEventListener('abort', abort);
    }
  };
}
