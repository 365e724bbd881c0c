import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { createClipStore } from '../src/index.ts';
import { CLIP, makeNoise } from '../test/clip-bytes.ts';

// Memory and speed of receiving: measure-receive.ts [clips at once] [MB each]
const clips = Number(process.argv[2] ?? 1);
const megabytes = Number(process.argv[3] ?? 200);
const chunk = makeNoise(64 * 1024);
const chunks = Math.round((megabytes * 1024 * 1024) / chunk.length);

function* body(): Generator<Buffer> {
  const header = Buffer.alloc(8);
  header.writeUInt32BE(header.length + chunks * chunk.length, 0);
  header.write('free', 4, 'latin1');
  yield Buffer.concat([CLIP, header]);
  // A copy each time, as from a socket.
  for (let sent = 0; sent < chunks; sent += 1) yield Buffer.from(chunk);
}

const rootDir = await mkdtemp(join(tmpdir(), 'cineflow-measure-'));
try {
  const store = createClipStore({ rootDir, reserveBytes: 0 });
  const receive = (key: string, make: () => Iterable<Buffer>) =>
    store.receive({
      key,
      fetch: async () => ({ stream: Readable.from(make(), { highWaterMark: 1 }), offsetBytes: 0 }),
      limits: { maxBytes: 4e9, totalTimeoutMs: 600_000, minBytesPerSecond: 1 },
      sidecar: (clip) => clip,
      signal: new AbortController().signal,
    });
  await receive('warm-up.mp4', () => [CLIP]);
  const idleBytes = process.memoryUsage.rss();
  let peakBytes = idleBytes;
  const watching = new AbortController();
  const watch = (async () => {
    while (!watching.signal.aborted) {
      peakBytes = Math.max(peakBytes, process.memoryUsage.rss());
      await sleep(20);
    }
  })();
  const startedAt = performance.now();
  await Promise.all(Array.from({ length: clips }, (_, index) => receive(`${index}/a.mp4`, body)));
  const seconds = (performance.now() - startedAt) / 1_000;
  watching.abort();
  await watch;
  const growth = (peakBytes - idleBytes) / 1024 / 1024;
  process.stdout.write(
    `${clips} x ${megabytes} MB: RSS +${growth.toFixed(0)} MB over idle, ${((clips * megabytes) / seconds).toFixed(0)} MB/s\n`,
  );
} finally {
  await rm(rootDir, { recursive: true });
}
