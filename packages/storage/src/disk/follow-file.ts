import { Worker } from 'node:worker_threads';
import type { HashAnswer, HashOrder } from './hash-thread.ts';

/** The SHA-256 of a file that grows, computed while it does. It ends with `digest` or `forget`. */
export interface FileFollower {
  grownTo(sizeBytes: number): void;
  /** SHA-256 (hex) of the first `sizeBytes`; rejects with the system error when they cannot be read. */
  digest(sizeBytes: number): Promise<string>;
  forget(): void;
}

/** The thread is told of so many bytes at once. */
const TELL_BYTES = 1024 * 1024;

type Settle = (answer: HashAnswer) => void;

let thread: Worker | undefined;
let lastId = 0;
const waiting = new Map<number, Settle>();

/**
 * Follows a file in a thread that all files share. The bytes are read back, which costs less than the hash, so that
 * neither the thread that receives them is held up nor memory is passed between the two.
 */
export function followFile(path: string): FileFollower {
  const id = (lastId += 1);
  const hasher = (thread ??= startThread());
  const tell = (untilBytes: number, next: HashOrder['next']): void =>
    hasher.postMessage({ id, path, untilBytes, next } satisfies HashOrder);
  let toldBytes = 0;
  return {
    grownTo: (sizeBytes) => {
      if (sizeBytes - toldBytes < TELL_BYTES) return;
      toldBytes = sizeBytes;
      tell(sizeBytes, 'go-on');
    },
    digest: async (sizeBytes) => {
      if (hasher !== thread) throw new Error('The thread that hashes films has ended');
      hasher.ref();
      const answer = await new Promise<HashAnswer>((resolve) => {
        waiting.set(id, resolve);
        tell(sizeBytes, 'digest');
      });
      if ('sha256' in answer) return answer.sha256;
      throw Object.assign(new Error(answer.failure), { code: answer.code });
    },
    forget: () => tell(0, 'forget'),
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
  // Last: a listener for its messages keeps the process alive again.
  started.unref();
  return started;
}

function settle(answer: HashAnswer): void {
  waiting.get(answer.id)?.(answer);
  waiting.delete(answer.id);
  if (waiting.size === 0) thread?.unref();
}
