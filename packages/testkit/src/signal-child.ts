import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';

const GRACE_MS = 15_000;
const HARMLESS = new Set<NodeJS.Signals>(['SIGSTOP', 'SIGCONT', 'SIGUSR2']);

/** Whether the child has ended, or never came to life. */
export function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null || child.pid === undefined;
}

/**
 * Sends the signal and, if it is a final one, waits for the end, by force after `GRACE_MS`. Ignores an ended child.
 */
export async function signalChild(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (hasEnded(child)) return;
  if (HARMLESS.has(signal)) return void child.kill(signal);
  const ended = once(child, 'exit');
  child.kill(signal);
  const impatient = setTimeout(() => child.kill('SIGKILL'), GRACE_MS);
  await ended;
  clearTimeout(impatient);
}
