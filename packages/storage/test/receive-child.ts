import { CollectError, createClipStore } from '../src/index.ts';
import { fetchOverHttp } from './fetch-over-http.ts';

// Receives one clip in a process that a test may kill: receive-child.ts <rootDir> <key> <url>
const [rootDir = '', key = '', url = ''] = process.argv.slice(2);
const store = createClipStore({ rootDir, reserveBytes: 0, abandonedAfterMs: 0 });
try {
  const clip = await store.receive({
    key,
    fetch: fetchOverHttp(url),
    limits: { maxBytes: 1e9, totalTimeoutMs: 60_000, minBytesPerSecond: 1 },
    sidecar: (received) => ({ clip: received }),
    signal: new AbortController().signal,
  });
  process.stdout.write(JSON.stringify({ clip }));
} catch (error) {
  if (!(error instanceof CollectError)) throw error;
  process.stdout.write(JSON.stringify({ kind: error.kind, message: error.message }));
}
