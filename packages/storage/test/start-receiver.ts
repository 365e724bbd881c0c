import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { text } from 'node:stream/consumers';

export interface Receiver {
  child: ChildProcess;
  /** What it printed as JSON; null when it was killed. */
  outcome: Promise<{ clip?: { sha256: string }; kind?: string; message?: string } | null>;
}

/** Receives one clip in a child process. `maxFileBlocks` (512 bytes each) limits every file it writes. */
export function startReceiver(target: {
  rootDir: string;
  key: string;
  url: string;
  maxFileBlocks?: number;
}): Receiver {
  const script = fileURLToPath(new URL('./receive-child.ts', import.meta.url));
  const command = [process.execPath, script, target.rootDir, target.key, target.url];
  const limit = target.maxFileBlocks === undefined ? 'unlimited' : String(target.maxFileBlocks);
  const child = spawn('sh', ['-c', `ulimit -f ${limit}; exec "$@"`, 'sh', ...command], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return { child, outcome: readOutcome(child) };
}

async function readOutcome(child: ChildProcess): Receiver['outcome'] {
  const [output] = await Promise.all([child.stdout ? text(child.stdout) : '', once(child, 'close')]);
  return output === '' ? null : (JSON.parse(output) as Awaited<Receiver['outcome']>);
}
