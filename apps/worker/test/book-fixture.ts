import { openBook, type Book } from '@cineflow/book';
import {
  eventually,
  makeTempDirectory,
  basicEnvironment,
  startPrivatePostgres,
  startStack,
  testPrefix,
  type PrivatePostgres,
  type Stack,
  type StackOptions,
} from '@cineflow/testkit';
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Both databases of a book. */
export const DRIVERS = ['sqlite', 'postgres'] as const;
export type DriverName = (typeof DRIVERS)[number];

/** Short times, so that all waits end within seconds. */
const QUICK = {
  CINEFLOW_SETTLE_MS: '1500',
  CINEFLOW_STALL_MS: '1000',
  CINEFLOW_SUBMIT_TIMEOUT_MS: '1500',
  CINEFLOW_COOLDOWN_MS: '500',
  CINEFLOW_RECOVERY_STEP_MS: '100',
  // Fixed, not learned: a render as long as an outage would delay later polls.
  CINEFLOW_POLL_FIRST_MS: '200',
  CINEFLOW_POLL_MAX_MS: '500',
};

/** A stack with access to its parts. */
export interface Fixture extends AsyncDisposable {
  readonly stack: Stack;
  /** Environment of API and workers. */
  readonly env: Readonly<Record<string, string>>;
  /** The book of the stack, opened by the test too. */
  readonly book: Book;
  readonly prefix: string;
  /** The clips and the data folder. */
  readonly directory: string;
  readonly dataDirectory: string;
  /** A request to the API with any answer. */
  ask(path: string, init?: RequestInit): Promise<{ status: number; body: Answer }>;
  /** A decision by POST. */
  decide(path: string, body: object): Promise<{ status: number; body: Answer }>;
  /** Output of API and workers. */
  said(): string;
}

/** Fields of answers used by tests. */
export interface Answer {
  id: string;
  detail: string;
  state: string;
  counts: Record<string, number>;
  waiting: { reason: string; takes: number }[];
  warnings: string[];
  incidents: { kind: string; takeId: string }[];
  shots: { takes: { id: string; waitReason?: string; waitDetail?: string }[] }[];
}

export type FixtureOptions = Omit<StackOptions, 'prefix' | 'outputDirectory' | 'dataDirectory'> & {
  /** Address of the PostgreSQL; absent: SQLite. */
  databaseUrl?: string | undefined;
  /** Folder of the SQLite file and the journals; default: a temporary one. */
  dataDirectory?: string;
};

/** A PostgreSQL for the tests of a file; null for SQLite. */
export async function startDatabase(driver: DriverName): Promise<PrivatePostgres | undefined> {
  return driver === 'postgres' ? startPrivatePostgres() : undefined;
}

/** Starts API, workers and sandbox on a new book. */
export async function startFixture({ databaseUrl, ...options }: FixtureOptions): Promise<Fixture> {
  const home = await makeTempDirectory('book');
  const prefix = testPrefix().replaceAll(/[{}]/g, '');
  const dataDirectory = options.dataDirectory ?? `${home.path}/data`;
  const outputDirectory = `${home.path}/clips`;
  const more = {
    ...QUICK,
    ...(databaseUrl === undefined ? {} : { DATABASE_URL: databaseUrl }),
    ...options.env,
  };
  const stack = await startStack({ ...options, env: more, prefix, outputDirectory, dataDirectory });
  const book = openBook({ url: databaseUrl, dataDirectory, prefix });
  const ask: Fixture['ask'] = async (path, init) => {
    const answer = await fetch(`${stack.api.url}${path}`, init);
    return { status: answer.status, body: (await answer.json()) as Answer };
  };
  const env = {
    REDIS_URL: options.redisUrl,
    CINEFLOW_PREFIX: prefix,
    OUTPUT_DIR: outputDirectory,
    CINEFLOW_DATA_DIR: dataDirectory,
    SORA_API_KEY: 'sora-test',
    SORA_BASE_URL: `${stack.sandbox.url}/v1`,
    LOG_LEVEL: 'info',
    ...more,
  };
  return {
    stack,
    env,
    book,
    prefix,
    directory: home.path,
    dataDirectory,
    ask,
    decide: (path, body) => ask(path, json(body)),
    said: () => [stack.api, ...stack.workers].flatMap((app) => app.lines()).join('\n'),
    [Symbol.asyncDispose]: async () => {
      await stack[Symbol.asyncDispose]();
      await book.close();
      await home[Symbol.asyncDispose]();
    },
  };
}

/** A POST request with this JSON body. */
export function json(body: object, headers: Record<string, string> = {}): RequestInit {
  return {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  };
}

/** Waits until the provider has accepted this many creates. */
export function paid(
  { stack }: Pick<Fixture, 'stack'>,
  atLeast: number,
  timeoutMs = 30_000,
): Promise<unknown> {
  return eventually(async () => (await stack.bill()).creates.accepted >= atLeast, { timeoutMs });
}

/** Waits until all assertions inside hold. */
export async function expectSoon(check: () => unknown, timeoutMs = 20_000): Promise<void> {
  const isTrue = async (): Promise<boolean> => {
    await check();
    return true;
  };
  await eventually(isTrue, { timeoutMs, everyMs: 50 });
}

/** Changes the behaviour of the sandbox. */
export async function setSandbox({ stack }: Pick<Fixture, 'stack'>, settings: object): Promise<void> {
  await fetch(`${stack.sandbox.url}/control`, { ...json(settings), method: 'PATCH' });
}

/** Runs `pnpm book …` as an operator would. */
export function runBook(
  env: Readonly<Record<string, string>>,
  ...args: string[]
): Promise<{ code: number; said: string }> {
  const script = fileURLToPath(new URL('../scripts/book.ts', import.meta.url));
  const all = { ...basicEnvironment(), ...env, LOG_LEVEL: 'error' };
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [script, ...args], { env: all }, (_, stdout, stderr) => {
      resolve({ code: child.exitCode ?? -1, said: stdout + stderr });
    });
  });
}
