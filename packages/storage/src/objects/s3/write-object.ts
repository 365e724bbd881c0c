import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { CopyObjectCommand, DeleteObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { ObjectNotFoundError } from '../../errors.ts';
import { mediaTypeOf, parseKey } from '../object-key.ts';
import type { Content, LocalFile } from '../object-store.ts';
import { address, type Bucket } from './bucket.ts';
import { headObject } from './read-object.ts';
import { isMissing, statusOfService } from './service-error.ts';

/** Smallest part S3 allows. Two on their way bound an upload to 15 MB of memory. */
const PART_BYTES = 5 * 1024 * 1024;
const MAX_PARTS = 10_000;
const PARTS_AT_ONCE = 2;
const PRECONDITION_FAILED = 412;
const CONFLICT = 409;
const NOT_IMPLEMENTED = 501;

/** Writes the object; with `onlyIfFree` the server refuses (412) a taken key. */
type Write = (onlyIfFree: boolean) => Promise<unknown>;

/** Uploads a file under a free key: in one request, or in parts that appear together. */
export function addObject(
  bucket: Bucket,
  key: string,
  file: LocalFile,
  signal?: AbortSignal,
): Promise<boolean> {
  const upload: Write = async (onlyIfFree) => {
    signal?.throwIfAborted();
    await runUpload(bucket, key, {
      body: createReadStream(file.path),
      partSize: Math.max(PART_BYTES, Math.ceil(file.sizeBytes / MAX_PARTS)),
      params: {
        Metadata: { sha256: file.sha256 },
        ...(bucket.checksums && { ChecksumAlgorithm: 'SHA256' as const }),
        ...(onlyIfFree && { IfNoneMatch: '*' }),
      },
      signal,
    });
  };
  return writeIfFree(bucket, { key, content: file }, upload);
}

/** Copies an object within the bucket; no byte comes through here. */
export async function copyObject(
  bucket: Bucket,
  { from, to }: { from: string; to: string },
  content: Content,
): Promise<boolean> {
  parseKey(from);
  const source = `${bucket.name}/${address(bucket, from).Key}`;
  const command = new CopyObjectCommand({
    ...address(bucket, to),
    CopySource: source.split('/').map(encodeURIComponent).join('/'),
    ContentType: mediaTypeOf(to),
    Metadata: { sha256: content.sha256 },
    MetadataDirective: 'REPLACE',
  });
  const copy: Write = () =>
    bucket.client.send(command).catch((error: unknown) => {
      throw isMissing(error) ? new ObjectNotFoundError(from, { cause: error }) : error;
    });
  return writeIfFree(bucket, { key: to, content }, copy);
}

/** Puts bytes under a key, in place of what was there. */
export async function putObject(bucket: Bucket, key: string, body: Buffer | Readable): Promise<void> {
  parseKey(key);
  if (Buffer.isBuffer(body)) {
    const put = { ...address(bucket, key), Body: body, ContentType: mediaTypeOf(key) };
    await bucket.client.send(new PutObjectCommand(put));
  } else {
    await runUpload(bucket, key, { body, partSize: PART_BYTES, params: {} });
  }
  bucket.refusing = false;
}

export async function removeObject(bucket: Bucket, key: string): Promise<void> {
  parseKey(key);
  await bucket.client.send(new DeleteObjectCommand(address(bucket, key)));
}

/** Writes under a free key. Looks before and after: not every server refuses the second of two writers. */
async function writeIfFree(
  bucket: Bucket,
  { key, content }: { key: string; content: Content },
  write: Write,
): Promise<boolean> {
  parseKey(key);
  return bucket.inTurn(key, async () => {
    if ((await headObject(bucket, key)) !== null || !(await isWritten(bucket, write))) return false;
    const stored = await headObject(bucket, key);
    if (stored?.sha256 !== content.sha256 || stored.sizeBytes !== content.sizeBytes) return false;
    bucket.refusing = false;
    return true;
  });
}

async function isWritten(bucket: Bucket, write: Write): Promise<boolean> {
  try {
    await write(bucket.conditionalWrites);
    return true;
  } catch (error) {
    const status = statusOfService(error);
    if (status === PRECONDITION_FAILED || status === CONFLICT) return false;
    if (status !== NOT_IMPLEMENTED || !bucket.conditionalWrites) throw error;
    bucket.conditionalWrites = false;
    await write(false);
    return true;
  }
}

interface UploadOptions {
  body: Readable;
  partSize: number;
  params: Omit<ConstructorParameters<typeof Upload>[0]['params'], 'Bucket' | 'Key' | 'Body'>;
  signal?: AbortSignal | undefined;
}

/** Removes the parts of an upload that fails or is aborted. */
async function runUpload(bucket: Bucket, key: string, { body, partSize, params, signal }: UploadOptions) {
  const upload = new Upload({
    client: bucket.client,
    params: { ...address(bucket, key), Body: body, ContentType: mediaTypeOf(key), ...params },
    partSize,
    queueSize: PARTS_AT_ONCE,
  });
  const abort = (): void => void upload.abort();
  signal?.addEventListener('abort', abort, { once: true });
  try {
    await upload.done();
  } catch (error) {
    throw signal?.aborted === true ? signal.reason : error;
  } finally {
    signal?.removeEventListener('abort', abort);
  }
}
