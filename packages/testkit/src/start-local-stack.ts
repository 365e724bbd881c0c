import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { type RunningServer, startApi, startSandboxProcess, startWorker } from './start-apps.ts';
import type { RunningProcess } from './start-process.ts';

type Environment = Readonly<Record<string, string>>;

/** The running processes of one installation on this machine. */
export interface LocalStack {
  readonly apiUrl: string;
  /** Absent without a sandbox. */
  readonly sandboxUrl: string | undefined;
  /** The first process that has ended, with the last lines it printed. */
  findEnded(): { name: string; lastLines: readonly string[] } | undefined;
}

export interface LocalStackOptions {
  /** Folder of the log files, one per process. */
  logs: string;
  workers: number;
  /** Environment of the sandbox; absent: none is started. */
  sandbox?: Environment;
  /** Environment of API and workers. */
  env: (urls: { sandbox: string | undefined }) => Environment;
  /** Called for each started process; the caller ends them, even if a later one fails. */
  started: (process: RunningProcess) => void;
}

/** Starts sandbox, API and workers for a person, each with its own log file. */
export async function startLocalStack(options: LocalStackOptions): Promise<LocalStack> {
  const { logs, workers, started } = options;
  const processes: RunningProcess[] = [];
  const keep = <Kind extends RunningProcess>(process: Kind): Kind => {
    processes.push(process);
    started(process);
    return process;
  };
  const logTo = (name: string): ((line: string) => void) => {
    const file = createWriteStream(join(logs, `${name}.log`), { flags: 'a' });
    return (line) => void file.write(`${line}\n`);
  };
  let sandbox: RunningServer | undefined;
  if (options.sandbox !== undefined) {
    sandbox = keep(await startSandboxProcess(options.sandbox, logTo('sandbox')));
  }
  const env = options.env({ sandbox: sandbox?.url });
  const [api] = await Promise.all([
    startApi(env, logTo('api')).then(keep),
    ...Array.from({ length: workers }, (_, index) =>
      startWorker(env, logTo(`worker-${index + 1}`)).then(keep),
    ),
  ]);
  return {
    apiUrl: api.url,
    sandboxUrl: sandbox?.url,
    findEnded: () => {
      const dead = processes.find(({ ended }) => ended);
      return dead && { name: dead.name, lastLines: dead.lines().slice(-10) };
    },
  };
}

const GRACE_MS = 3_000;

/** Ends a process by SIGTERM, or by SIGKILL if that takes too long: CineFlow loses nothing by it. */
export async function endProcess(process: RunningProcess): Promise<void> {
  const impatient = setTimeout(() => void process.kill('SIGKILL'), GRACE_MS);
  await process.kill('SIGTERM');
  clearTimeout(impatient);
}
