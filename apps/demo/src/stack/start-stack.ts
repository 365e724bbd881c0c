import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { freePort, type RunningProcess, startApi, startSandboxProcess, startWorker } from '@cineflow/testkit';
import { DemoError } from '../demo-error.ts';
import type { Catalogue } from '../locales/catalogue.ts';
import type { RunFolder } from './choose-run-folder.ts';
import { appEnvironment, sandboxEnvironment } from './stack-environment.ts';

export const WORKERS = 2;

/** The running processes of one demo. */
export interface Stack {
  readonly apiUrl: string;
  readonly sandboxUrl: string;
  /** @throws DemoError naming a process that has ended */
  readonly checkAlive: () => void;
}

export interface StackOptions {
  run: RunFolder;
  redisUrl: string;
  faults: boolean;
  texts: Catalogue;
  /** Called for each started process; the caller ends them, even if a later one fails. */
  started: (process: RunningProcess) => void;
}

/** Starts sandbox, API and workers, each with its own log file. */
export async function startStack({ run, redisUrl, faults, texts, started }: StackOptions): Promise<Stack> {
  const processes: RunningProcess[] = [];
  const keep = <Kind extends RunningProcess>(process: Kind): Kind => {
    processes.push(process);
    started(process);
    return process;
  };
  const sandbox = keep(await startSandboxProcess(sandboxEnvironment(run, faults), logTo(run, 'sandbox')));
  // Workers sign links to the API, whose address must be known before it listens.
  const port = await freePort();
  const urls = { redis: redisUrl, sandbox: sandbox.url, api: `http://127.0.0.1:${port}` };
  const env = appEnvironment(run, urls);
  const [api] = await Promise.all([
    startApi({ ...env, PORT: String(port) }, logTo(run, 'api')).then(keep),
    ...Array.from({ length: WORKERS }, (_, index) =>
      startWorker(env, logTo(run, `worker-${index + 1}`)).then(keep),
    ),
  ]);
  return {
    apiUrl: api.url,
    sandboxUrl: sandbox.url,
    checkAlive: () => {
      const dead = processes.find(({ ended }) => ended);
      if (dead === undefined) return;
      throw new DemoError([texts.stack.ended(dead.name), ...dead.lines().slice(-10)].join('\n'));
    },
  };
}

function logTo(run: RunFolder, name: string): (line: string) => void {
  const file = createWriteStream(join(run.logs, `${name}.log`), { flags: 'a' });
  return (line) => void file.write(`${line}\n`);
}
