import type { Book } from '@cineflow/book';
import { parseSettings } from '@cineflow/settings';
import { createLogger, type Logger } from '@cineflow/telemetry';
import { testPrefix } from '@cineflow/testkit';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildApp } from '../src/app.ts';
import type { App } from '../src/app-type.ts';
import { createContext, type Context } from '../src/context.ts';

export interface TestApp extends AsyncDisposable {
  app: App;
  context: Context;
  /** Where the clips lie; the book lies below it. */
  directory: string;
  /** Lines it has logged so far. */
  log(): string;
}

interface Beginning {
  /** Leaves Redis as it was: no worker has rebuilt it from the book yet. */
  isNew?: boolean;
  /** No worker is at work. */
  isAlone?: boolean;
  /** A shared book instead of its own. */
  book?: Book;
}

/** The whole application with its own key prefix, folder and book; closed at the end of the block. */
export async function startTestApp(
  redisUrl: string,
  env: Readonly<Record<string, string>> = {},
  { isNew = false, isAlone = false, book }: Beginning = {},
): Promise<TestApp> {
  const directory = await mkdtemp(join(tmpdir(), 'cineflow-api-'));
  const settings = parseSettings({
    REDIS_URL: redisUrl,
    // The settings add the braces themselves.
    CINEFLOW_PREFIX: testPrefix().slice(1, -1),
    OUTPUT_DIR: directory,
    CINEFLOW_DATA_DIR: join(directory, '.book'),
    SORA_API_KEY: 'sk-not-a-real-key',
    // A closed port: no test asks a provider for its prices.
    SORA_BASE_URL: 'http://127.0.0.1:9/v1',
    ...env,
  });
  const lines: string[] = [];
  const context = createContext(settings, { log: testLogger(lines), ...(book ? { book } : {}) });
  await context.connect();
  if (!isNew) await openEpoch(context);
  // As a worker says every second that it is at work.
  const heartbeat = () =>
    context.workers.heartbeat({ id: 'test', host: 'test', version: '0' }).catch(() => undefined);
  const heart = isAlone ? undefined : setInterval(() => void heartbeat(), 5000);
  if (!isAlone) await heartbeat();
  const app = await buildApp(context);
  return {
    app,
    context,
    directory,
    log: () => lines.join(''),
    [Symbol.asyncDispose]: async () => {
      clearInterval(heart);
      await app.close();
      await context[Symbol.asyncDispose]();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** Opens the epoch as a worker does after a rebuild. No effect if Redis or book is away. */
export async function openEpoch({ book, epochs }: Context): Promise<void> {
  const identity = await book.identity.read({}).catch(() => null);
  if (identity === null) return;
  const { bookId } = identity;
  const number = await book.identity.raiseEpoch({});
  await epochs
    .lease('test', 60_000)
    .then(() => epochs.open({ number, bookId, holder: 'test' }))
    .catch(() => undefined);
}

function testLogger(lines: string[]): Logger {
  const destination = { write: (line: string) => void lines.push(line) };
  return createLogger({ name: 'api', level: 'debug', secrets: [], destination });
}
