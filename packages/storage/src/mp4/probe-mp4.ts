import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { ProbeAnswer } from './probe-process.ts';
import { Mp4Error, type Mp4Facts } from './mp4-facts.ts';

const TIMEOUT_MS = 30_000;
const MAX_HEAP_MEGABYTES = 128;

let previous: Promise<unknown> = Promise.resolve();
let child: ChildProcess | undefined;

/**
 * Reads the facts of an MP4 and checks boxes, index and last samples, without decoding. Runs in a bounded child
 * process: a hostile index can ask for gigabytes.
 * @throws Mp4Error when it is no complete video; the system error when the file cannot be read
 */
export function probeMp4(path: string): Promise<Mp4Facts> {
  const probe = previous.then(() => probeInChild(path));
  previous = probe.catch(() => undefined);
  return probe;
}

async function probeInChild(path: string): Promise<Mp4Facts> {
  const answer = await askChild((child ??= startChild()), path);
  if ('facts' in answer) return answer.facts;
  if ('fault' in answer) throw new Mp4Error(answer.fault, answer.message);
  throw Object.assign(new Error(answer.failure), { code: answer.code });
}

async function askChild(asked: ChildProcess, path: string): Promise<ProbeAnswer> {
  const ended = new AbortController();
  const onExit = (): void => ended.abort();
  asked.once('exit', onExit);
  asked.ref();
  asked.channel?.ref();
  try {
    const signal = AbortSignal.any([ended.signal, AbortSignal.timeout(TIMEOUT_MS)]);
    const answered = once(asked, 'message', { signal });
    asked.send(path);
    const [answer] = (await answered) as [ProbeAnswer];
    return answer;
  } catch (cause) {
    child = undefined;
    asked.kill('SIGKILL');
    throw new Mp4Error('foreign', 'The MP4 index cannot be read', { cause });
  } finally {
    asked.off('exit', onExit);
    asked.unref();
    asked.channel?.unref();
  }
}

function startChild(): ChildProcess {
  const started = fork(fileURLToPath(new URL('./probe-process.ts', import.meta.url)), {
    execArgv: [`--max-old-space-size=${MAX_HEAP_MEGABYTES}`],
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  const forget = (): void => {
    if (child === started) child = undefined;
  };
  started.once('exit', forget);
  // A message that cannot be delivered shows as an exit.
  started.on('error', forget);
  return started;
}
