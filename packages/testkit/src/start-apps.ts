import { fileURLToPath } from 'node:url';
import { type RunningProcess, startProcess } from './start-process.ts';

type Environment = Readonly<Record<string, string>>;
/** Receives each line a process prints. */
type OnLine = (line: string) => void;
export type RunningServer = RunningProcess & {
  /** Where it listens, without a trailing slash. */
  readonly url: string;
};

/** The fake provider on a free port. */
export async function startSandboxProcess(env: Environment = {}, onLine?: OnLine): Promise<RunningServer> {
  const app = await startApp('sandbox', {
    env: { PORT: '0', ...env },
    onLine,
    ready: (entry) => addressOf(entry) !== undefined,
  });
  return withUrl(app);
}

/** The API on a free port; `env` names the Redis. */
export async function startApi(env: Environment, onLine?: OnLine): Promise<RunningServer> {
  const app = await startApp('api', {
    env: { PORT: '0', ...env },
    onLine,
    ready: (entry) => entry['msg'] === 'listening',
  });
  return withUrl(app);
}

/** One worker process; `env` names the Redis. */
export async function startWorker(env: Environment, onLine?: OnLine): Promise<RunningProcess> {
  return startApp('worker', { env, onLine, ready: (entry) => entry['msg'] === 'ready' });
}

/** As `pnpm start:worker` and `start:api` have it: what is short-lived is let go of early, which keeps memory low. */
const NODE_OPTIONS: Readonly<Record<string, string[]>> = {
  worker: ['--max-semi-space-size=1'],
  api: ['--max-semi-space-size=2'],
};

interface AppOptions {
  env: Environment;
  onLine: OnLine | undefined;
  ready: (entry: Record<string, unknown>) => boolean;
}

async function startApp(name: string, { env, onLine, ready }: AppOptions): Promise<RunningProcess> {
  const main = fileURLToPath(new URL(`../../../apps/${name}/src/main.ts`, import.meta.url));
  return startProcess({
    name,
    command: process.execPath,
    args: [...(NODE_OPTIONS[name] ?? []), main],
    env,
    onLine,
    ready: { line: (line) => ready(parseEntry(line)) },
    // Loading the sources takes seconds where many test files share two cores.
    readyTimeoutMs: 60_000,
  });
}

/** A JSON object of one line, empty for any other line. */
function parseEntry(line: string): Record<string, unknown> {
  if (!line.startsWith('{')) return {};
  try {
    const entry: unknown = JSON.parse(line);
    return typeof entry === 'object' && entry !== null ? { ...entry } : {};
  } catch {
    return {};
  }
}

function addressOf(entry: Record<string, unknown>): string | undefined {
  const url = entry['url'];
  return typeof url === 'string' ? url.replace(/\/$/, '') : undefined;
}

function withUrl(app: RunningProcess): RunningServer {
  const url = addressOf(parseEntry(app.readyLine));
  if (url === undefined) throw new Error(`${app.name} did not say where it listens: ${app.readyLine}`);
  // The getters of the process stay alive: a spread would freeze their values.
  return Object.create(app, { url: { value: url, enumerable: true } }) as RunningServer;
}
