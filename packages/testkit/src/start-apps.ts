import { fileURLToPath } from 'node:url';
import { type RunningProcess, startProcess } from './start-process.ts';

type Environment = Readonly<Record<string, string>>;
export type RunningServer = RunningProcess & {
  /** Where it listens, without a trailing slash. */
  readonly url: string;
};

/** The fake provider on a free port. */
export async function startSandboxProcess(env: Environment = {}): Promise<RunningServer> {
  const app = await startApp('sandbox', { PORT: '0', ...env }, (entry) => addressOf(entry) !== undefined);
  return withUrl(app);
}

/** The API on a free port; `env` has to name the Redis. */
export async function startApi(env: Environment): Promise<RunningServer> {
  return withUrl(await startApp('api', { PORT: '0', ...env }, (entry) => entry['msg'] === 'listening'));
}

/** One worker process; `env` has to name the Redis. */
export async function startWorker(env: Environment): Promise<RunningProcess> {
  return startApp('worker', env, (entry) => entry['msg'] === 'ready');
}

async function startApp(
  name: string,
  env: Environment,
  ready: (entry: Record<string, unknown>) => boolean,
): Promise<RunningProcess> {
  const main = fileURLToPath(new URL(`../../../apps/${name}/src/main.ts`, import.meta.url));
  return startProcess({
    name,
    command: process.execPath,
    args: [main],
    env,
    ready: { line: (line) => ready(parseEntry(line)) },
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
