import type { Readable } from 'node:stream';

/** The bytes of a body behind the first `skipBytes`, at most `takeBytes`; the rest is not asked for. */
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
