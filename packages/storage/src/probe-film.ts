import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { FilmFacts } from './film-facts.ts';
import { FilmProbeError } from './film-probe-error.ts';
import type { ProbeAnswer } from './probe-thread.ts';

const TIMEOUT_MS = 30_000;
const MAX_HEAP_MEGABYTES = 128;

let previous: Promise<unknown> = Promise.resolve();
let thread: Worker | undefined;

/**
 * Reads the facts of an MP4 file and proves its structure: `ftyp` first, an index, every box and the last sample of
 * every track inside the file, a video track, a duration above 0. Frames are not decoded. It runs in a thread with
 * bounded memory and time, one film after the other: a few changed bytes in an index can ask for gigabytes.
 * @throws FilmProbeError when it is no whole film; the system error when the file cannot be read
 */
export function probeFilm(path: string): Promise<FilmFacts> {
  const probe = previous.then(() => probeInThread(path));
  previous = probe.catch(() => undefined);
  return probe;
}

async function probeInThread(path: string): Promise<FilmFacts> {
  const answer = await askThread((thread ??= startThread()), path);
  if ('facts' in answer) return answer.facts;
  if ('fault' in answer) throw new FilmProbeError(answer.fault, answer.message);
  throw Object.assign(new Error(answer.failure), { code: answer.code });
}

async function askThread(worker: Worker, path: string): Promise<ProbeAnswer> {
  worker.ref();
  try {
    const answered = once(worker, 'message', { signal: AbortSignal.timeout(TIMEOUT_MS) });
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
    worker.postMessage(path);
    const [answer] = (await answered) as [ProbeAnswer];
    return answer;
  } catch (cause) {
    thread = undefined;
    await worker.terminate();
    throw new FilmProbeError('foreign', 'The MP4 index cannot be read', { cause });
  } finally {
    worker.unref();
  }
}

function startThread(): Worker {
  const worker = new Worker(new URL('./probe-thread.ts', import.meta.url), {
    resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MEGABYTES },
  });
  worker.once('exit', () => {
    if (thread === worker) thread = undefined;
  });
  return worker;
}
