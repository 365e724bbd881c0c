/**
 * Serves `/<MB>.mp4` at full speed: a real short clip followed by noise, with length and ETag. Prints its address as
 * JSON.
 */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';

const MEGABYTE = 1024 * 1024;
const CLIP = readFileSync(new URL('../../packages/storage/test/__fixtures__/clip.mp4', import.meta.url));
const NOISE = randomBytes(MEGABYTE);
/** Every chunk differs, so that nothing can be compressed or shared. */
const noiseAt = (index: number, length: number) =>
  NOISE.subarray(index % 4096, Math.min(NOISE.length, (index % 4096) + length));

function* clip(sizeBytes: number): Generator<Buffer> {
  const header = Buffer.alloc(8);
  header.writeUInt32BE(sizeBytes - CLIP.length, 0);
  header.write('free', 4, 'latin1');
  yield Buffer.concat([CLIP, header]);
  let left = sizeBytes - CLIP.length - header.length;
  for (let index = 0; left > 0; index += 1) {
    const chunk = noiseAt(index, Math.min(left, MEGABYTE / 2));
    left -= chunk.length;
    yield chunk;
  }
}

const server = createServer((request, response) => {
  const sizeBytes = Number(/^\/(\d+)\.mp4$/.exec(request.url ?? '')?.[1] ?? 1) * MEGABYTE;
  response.writeHead(200, {
    'content-type': 'video/mp4',
    'content-length': sizeBytes,
    etag: `"${sizeBytes}"`,
  });
  const body = Readable.from(clip(sizeBytes), { highWaterMark: 1 });
  response.on('close', () => body.destroy());
  body.pipe(response);
});
server.listen(0, '127.0.0.1', () => {
  console.log(JSON.stringify({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }));
});
