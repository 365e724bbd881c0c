import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { GetObjectCommand, HeadObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { ObjectNotFoundError } from '../../errors.ts';
import { mediaTypeOf, parseKey } from '../object-key.ts';
import type { ByteRange, Content, LinkOptions, ObjectFacts } from '../object-store.ts';
import { address, type Bucket } from './bucket.ts';
import { isMissing, statusOfService, toServiceError } from './service-error.ts';

const RANGE_NOT_SATISFIABLE = 416;

/** Streams an object or a part of it. */
export async function readObject(bucket: Bucket, key: string, range?: ByteRange): Promise<Readable> {
  parseKey(key);
  if (range && !(range.start >= 0 && range.start <= range.end)) throw emptyRange(range);
  try {
    const Range = range && { Range: `bytes=${range.start}-${range.end}` };
    const answer = await bucket.client.send(new GetObjectCommand({ ...address(bucket, key), ...Range }));
    const body = answer.Body as Readable;
    return range ? takeRange(body, range, answer.ContentRange) : body;
  } catch (error) {
    if (isMissing(error)) throw new ObjectNotFoundError(key, { cause: error });
    if (range && statusOfService(error) === RANGE_NOT_SATISFIABLE) throw emptyRange(range);
    throw error;
  }
}

/** Facts of an object, with the sha256 from its upload. Null when there is none. */
export async function headObject(
  bucket: Bucket,
  key: string,
): Promise<(ObjectFacts & { sha256?: string | undefined }) | null> {
  parseKey(key);
  try {
    const head = await bucket.client.send(new HeadObjectCommand(address(bucket, key)));
    return {
      sizeBytes: head.ContentLength ?? 0,
      modifiedAt: head.LastModified ?? new Date(0),
      mediaType: head.ContentType ?? mediaTypeOf(key),
      sha256: head.Metadata?.['sha256'],
    };
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

/**
 * True when the object is there with this size and hash.
 * @throws CollectError `storage-unavailable` when that cannot be known
 */
export async function matchesObject(bucket: Bucket, key: string, content: Content): Promise<boolean> {
  try {
    if ((await headObject(bucket, key))?.sizeBytes !== content.sizeBytes) return false;
    const hash = createHash('sha256');
    for await (const chunk of await readObject(bucket, key)) hash.update(chunk as Buffer);
    return hash.digest('hex') === content.sha256;
  } catch (error) {
    if (error instanceof ObjectNotFoundError) return false;
    throw toServiceError(error);
  }
}

/** A signed address that anyone may use until it expires. */
export async function linkObject(bucket: Bucket, key: string, options: LinkOptions): Promise<string> {
  parseKey(key);
  const command = new GetObjectCommand({
    ...address(bucket, key),
    ResponseContentType: mediaTypeOf(key),
    ResponseContentDisposition: options.contentDisposition,
  });
  return getSignedUrl(bucket.linkClient, command, { expiresIn: options.expiresInSeconds });
}

/** Keys that begin with the prefix, in the server's order. */
export async function* listObjects(bucket: Bucket, prefix = ''): AsyncGenerator<string> {
  let token: string | undefined;
  do {
    const page = await bucket.client.send(
      new ListObjectsV2Command({
        Bucket: bucket.name,
        Prefix: bucket.prefix + prefix,
        ...(token !== undefined && { ContinuationToken: token }),
      }),
    );
    for (const { Key = '' } of page.Contents ?? []) yield Key.slice(bucket.prefix.length);
    token = page.NextContinuationToken;
  } while (token !== undefined);
}

/** The bytes behind the first `skipBytes`, at most `takeBytes`; asks for no more. */
export async function* cutBody(body: Readable, skipBytes: number, takeBytes: number): AsyncGenerator<Buffer> {
  let skip = skipBytes;
  let take = takeBytes;
  for await (const chunk of body) {
    const bytes = (chunk as Buffer).subarray(skip, skip + take);
    skip = Math.max(0, skip - (chunk as Buffer).length);
    take -= bytes.length;
    if (bytes.length > 0) yield bytes;
    if (take === 0) return;
  }
}

/** Cuts off what a server with its own reading of Range sent too much. */
function takeRange(body: Readable, range: ByteRange, contentRange = 'bytes 0-'): Readable {
  const [, first = '0', last = ''] = /^bytes (\d+)-(\d*)/.exec(contentRange) ?? [];
  if (Number(first) === range.start && last !== '' && Number(last) <= range.end) return body;
  const skipBytes = range.start - Number(first);
  return Readable.from(cutBody(body, skipBytes, range.end - range.start + 1), { objectMode: false });
}

function emptyRange({ start, end }: ByteRange): RangeError {
  return new RangeError(`The object has no byte between ${start} and ${end}`);
}
