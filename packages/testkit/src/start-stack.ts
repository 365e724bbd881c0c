import { rm } from 'node:fs/promises';
import { eventually } from './eventually.ts';
import { startApi, startSandboxProcess, startWorker, type RunningServer } from './start-apps.ts';
import type { RunningProcess } from './start-process.ts';

type Environment = Readonly<Record<string, string>>;

/** What a stack is made of; `env` goes to API and workers, `sandbox` to the provider. */
export interface StackOptions {
  redisUrl: string;
  prefix: string;
  outputDirectory: string;
  /** Place of the book; absent: a folder beside the output, removed at the end. */
  dataDirectory?: string;
  workers: number;
  env?: Environment;
  sandbox?: Environment;
}

/** The part of a storyboard's status that tests look at. */
export interface StoryboardStatus {
  id: string;
  state: string;
  counts: Record<string, number>;
}

/** The part of the sandbox's bill that tests look at. */
export interface Bill {
  creates: { received: number; accepted: number; refused: number };
  paidPerPrompt: { prompts: number; max: number };
  requests: {
    polls: number;
    lists: number;
    downloads: number;
    account: number;
    maxAskedPerSecond: number;
  };
  maxInFlight: number;
  inFlight: number;
}

/** The whole product against the sandbox, as processes. */
export interface Stack extends AsyncDisposable {
  readonly sandbox: RunningServer;
  readonly api: RunningServer;
  readonly workers: readonly RunningProcess[];
  post(body: unknown): Promise<StoryboardStatus>;
  get<T>(path: string): Promise<T>;
  bill(): Promise<Bill>;
  /** Waits until a storyboard is final. */
  finished(id: string, timeoutMs?: number): Promise<StoryboardStatus>;
  /** Ends API and workers with a signal, as a deploy or a power cut would. */
  killAll(signal: NodeJS.Signals): Promise<void>;
  /** One more worker with the same settings; the caller ends it. */
  addWorker(): Promise<RunningProcess>;
  /** Starts API and workers again, with the same settings. */
  restart(): Promise<void>;
}

const FINAL = new Set(['completed', 'partial', 'failed', 'cancelled']);

/** Starts sandbox, API and workers; everything is killed at the end of the `await using` block. */
export async function startStack(options: StackOptions): Promise<Stack> {
  const sandbox = await startSandboxProcess({ SANDBOX_API_KEY: 'sora-test', ...options.sandbox });
  const dataDirectory = options.dataDirectory ?? `${options.outputDirectory}.data`;
  const env = {
    REDIS_URL: options.redisUrl,
    CINEFLOW_PREFIX: options.prefix,
    OUTPUT_DIR: options.outputDirectory,
    CINEFLOW_DATA_DIR: dataDirectory,
    SORA_API_KEY: 'sora-test',
    SORA_BASE_URL: `${sandbox.url}/v1`,
    LOG_LEVEL: 'info',
    ...options.env,
  };
  let api = await startApi(env);
  let workers = await startWorkers(env, options.workers);
  const get = async <T>(path: string): Promise<T> => readJson<T>(await fetch(`${api.url}${path}`));
  return {
    sandbox,
    get api() {
      return api;
    },
    get workers() {
      return workers;
    },
    post: async (body) => readJson<StoryboardStatus>(await postJson(`${api.url}/v1/storyboards`, body)),
    get,
    bill: async () => readJson<Bill>(await fetch(`${sandbox.url}/bill?operations=false`)),
    finished: (id, timeoutMs = 50_000) =>
      eventually(
        async () => {
          const status = await get<StoryboardStatus>(`/v1/storyboards/${id}`);
          return FINAL.has(status.state) && status;
        },
        { timeoutMs, everyMs: 100 },
      ),
    killAll: async (signal) => {
      await Promise.all([api, ...workers].map((process) => process.kill(signal)));
    },
    addWorker: () => startWorker(env),
    restart: async () => {
      api = await startApi(env);
      workers = await startWorkers(env, options.workers);
    },
    [Symbol.asyncDispose]: async () => {
      await Promise.all([sandbox, api, ...workers].map((process) => process.kill('SIGKILL')));
      if (options.dataDirectory === undefined) await rm(dataDirectory, { recursive: true, force: true });
    },
  };
}

function startWorkers(env: Environment, count: number): Promise<RunningProcess[]> {
  return Promise.all(Array.from({ length: count }, () => startWorker(env)));
}

function postJson(url: string, body: unknown): Promise<Response> {
  return fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}

async function readJson<T>(response: Response): Promise<T> {
  const text = await response.text();
  if (!response.ok) throw new Error(`${response.url} answered ${response.status}: ${text}`);
  return JSON.parse(text) as T;
}
