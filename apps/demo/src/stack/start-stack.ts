import { freePort, type RunningProcess, startLocalStack } from '@cineflow/testkit';
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
  // Workers sign links to the API, whose address must be known before it listens.
  const port = String(await freePort());
  const api = `http://127.0.0.1:${port}`;
  const stack = await startLocalStack({
    logs: run.logs,
    workers: WORKERS,
    sandbox: sandboxEnvironment(run, faults),
    env: ({ sandbox = '' }) => ({
      ...appEnvironment(run, { redis: redisUrl, sandbox, api }),
      PORT: port,
    }),
    started,
  });
  return {
    apiUrl: stack.apiUrl,
    sandboxUrl: stack.sandboxUrl ?? '',
    checkAlive: () => {
      const ended = stack.findEnded();
      if (ended === undefined) return;
      throw new DemoError([texts.stack.ended(ended.name), ...ended.lastLines].join('\n'));
    },
  };
}
