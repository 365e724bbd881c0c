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
  /** Where the films lie. */
  directory: string;
  /** Lines it has logged so far. */
  log(): string;
}

/** The whole application on a key prefix and a folder of its own; closed at the end of the block. */
export async function startTestApp(
  redisUrl: string,
  env: Readonly<Record<string, string>> = {},
  { isNew = false } = {},
): Promise<TestApp> {
  const directory = await mkdtemp(join(tmpdir(), 'cineflow-api-'));
  const settings = parseSettings({
    REDIS_URL: redisUrl,
    // The settings add the braces themselves.
    CINEFLOW_PREFIX: testPrefix().slice(1, -1),
    OUTPUT_DIR: directory,
    SORA_API_KEY: 'sk-not-a-real-key',
    // Nobody listens there, so no test asks a provider for its prices.
    SORA_BASE_URL: 'http://127.0.0.1:9/v1',
    ...env,
  });
  const lines: string[] = [];
  const context = createContext(settings, { logger: testLogger(lines) });
  await context.connect();
  // A worker would do so; these tests move takes by hand. Some start without a Redis.
  if (!isNew) {
    await context.ledger
      .holdRebuild('test', 60_000)
      .then(() => context.ledger.openEpoch('test', 'test'))
      .catch(() => undefined);
  }
  const app = await buildApp(context);
  return {
    app,
    context,
    directory,
    log: () => lines.join(''),
    [Symbol.asyncDispose]: async () => {
      await app.close();
      await context[Symbol.asyncDispose]();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

function testLogger(lines: string[]): Logger {
  const destination = { write: (line: string) => void lines.push(line) };
  return createLogger({ name: 'api', level: 'debug', secrets: [], destination });
}
