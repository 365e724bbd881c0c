/**
 * Receives clips as a worker does and watches its own memory: `receive-clips.ts <url> <directory> <clips> <MB>`.
 * Prints seconds, idle and peak RSS as JSON.
 */
import { createHttpClient } from '@cineflow/http';
import { createClipStore } from '@cineflow/storage';

const [origin = '', rootDir = '', clips = '1', megabytes = '1'] = process.argv.slice(2);
const WATCH_MS = 20;
const limits = { maxBytes: 8e9, totalTimeoutMs: 1_800_000, minBytesPerSecond: 1 };

using http = createHttpClient();
const store = createClipStore({ rootDir, reserveBytes: 0 });
const receive = (key: string, size: string) =>
  store.receive({
    key,
    fetch: (from, signal) =>
      http.download({ url: `${origin}/${size}.mp4`, ...from, signal, allowedPrivateOrigins: [origin] }),
    limits,
    sidecar: (clip) => ({ clip }),
    signal: new AbortController().signal,
  });

await receive('warm-up/a.mp4', '1');
let peakBytes = 0;
const idleBytes = process.memoryUsage.rss();
const watch = setInterval(() => {
  peakBytes = Math.max(peakBytes, process.memoryUsage.rss());
}, WATCH_MS);
const startedAt = performance.now();
const names = Array.from({ length: Number(clips) }, (_, index) => `${index}/a.mp4`);
await Promise.all(names.map((key) => receive(key, megabytes)));
const seconds = (performance.now() - startedAt) / 1_000;
clearInterval(watch);
console.log(JSON.stringify({ seconds, idleBytes, peakBytes }));
process.exit(0);
