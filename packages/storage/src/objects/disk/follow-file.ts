import { Worker } from 'node:worker_threads';
import type { HashAnswer, HashTask } from './hash-thread.ts';

/** The SHA-256 of a growing file, computed meanwhile. End it with `digest` or `forget`. */
export interface FileFollower {
  grownTo(sizeBytes: number): void;
  /** SHA-256 (hex) of the first `sizeBytes`; rejects with the system error when they cannot be read. */
  digest(sizeBytes: number): Promise<string>;
  forget(): void;
}

/** How many bytes to report to the thread at once. */
const REPORT_BYTES = 1024 * 1024;

type Settle = (answer: HashAnswer) => void;

let thread: Worker | undefined;
let lastId = 0;
const waiting = new Map<number, Settle>();

/**
 * Follows a file in a thread shared by all files. Reading bytes back delays no receiver and copies no memory between
 * threads.
 */
export function followFile(path: string): FileFollower {
  const id = (lastId += 1);
  const hasher = (thread ??= startThread());
  const post = (untilBytes: number, next: HashTask['next']): void =>
    hasher.postMessage({ id, path, untilBytes, next } satisfies HashTask);
  let reportedBytes = 0;
  return {
    grownTo: (sizeBytes) => {
      if (sizeBytes - reportedBytes < REPORT_BYTES) return;
      reportedBytes = sizeBytes;
      post(sizeBytes, 'go-on');
    },
    digest: async (sizeBytes) => {
      if (hasher !== thread) throw new Error('The thread that hashes files has ended');
      hasher.ref();
      const answer = await new Promise<HashAnswer>((resolve) => {
        waiting.set(id, resolve);
        post(sizeBytes, 'digest');
      });
      if ('sha256' in answer) return answer.sha256;
      throw Object.assign(new Error(answer.failure), { code: answer.code });
    },
    forget: () => post(0, 'forget'),
  };
}

function startThread(): Worker {
  const started = new Worker(new URL('./hash-thread.ts', import.meta.url), {
    resourceLimits: { maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 1 },
  });
  started.on('message', settle);
  started.once('error', (error) => {
    thread = undefined;
    for (const id of waiting.keys()) settle({ id, failure: String(error) });
  });
  // Last: adding a message listener keeps the process alive again.
  started.unref();
  return started;
}

function settle(answer: HashAnswer): void {
  waiting.get(answer.id)?.(answer);
  waiting.delete(answer.id);
  if (waiting.size === 0) thread?.unref();
}
