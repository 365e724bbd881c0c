import { Readable } from 'node:stream';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import { ClipNotFoundError } from '../clip-not-found-error.ts';
import { parseKey } from '../parse-key.ts';
import type { ByteRange } from '../spec.ts';
import { objectName, type Bucket } from './bucket.ts';
import { cutBody } from './cut-body.ts';
import { isMissing, statusOfService } from './service-error.ts';

const RANGE_NOT_SATISFIABLE = 416;

/**
 * Streams a stored film or a part of it; an end behind the last byte means the last byte.
 * @throws ClipNotFoundError, InvalidKeyError; RangeError when the range holds no byte of the film
 */
export async function readObject(bucket: Bucket, key: string, range?: ByteRange): Promise<Readable> {
  parseKey(key);
  if (range && !(range.start >= 0 && range.start <= range.end)) throw emptyRange(range);
  try {
    const answer = await bucket.client.send(
      new GetObjectCommand({
        Bucket: bucket.name,
        Key: objectName(bucket, key),
        ...(range && { Range: `bytes=${range.start}-${range.end}` }),
      }),
    );
    const body = answer.Body as Readable;
    return range ? takeRange(body, range, answer.ContentRange) : body;
  } catch (error) {
    if (isMissing(error)) throw new ClipNotFoundError(key, { cause: error });
    if (range && statusOfService(error) === RANGE_NOT_SATISFIABLE) throw emptyRange(range);
    throw error;
  }
}

/** Servers differ in how well they read a Range: what they sent too much is cut off here. */
function takeRange(body: Readable, range: ByteRange, contentRange = 'bytes 0-'): Readable {
  const [, first = '0', last = ''] = /^bytes (\d+)-(\d*)/.exec(contentRange) ?? [];
  if (Number(first) === range.start && last !== '' && Number(last) <= range.end) return body;
  const skipBytes = range.start - Number(first);
  return Readable.from(cutBody(body, skipBytes, range.end - range.start + 1), { objectMode: false });
}

function emptyRange({ start, end }: ByteRange): RangeError {
  return new RangeError(`The film has no byte between ${start} and ${end}`);
}
