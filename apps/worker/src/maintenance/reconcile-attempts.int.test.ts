import type { Book } from '@cineflow/book';
import { openBookOf } from '@cineflow/platform';
import { parseSettings } from '@cineflow/settings';
import {
  eventually,
  makeTempDirectory,
  startSandboxProcess,
  testPrefix,
  type RunningServer,
} from '@cineflow/testkit';
import { afterAll, afterEach, beforeAll, expect, inject, test, vi } from 'vitest';
import { createContext, type WorkerContext } from '../context.ts';
import { redisTimeMs } from './listed-operations.ts';
import { reconcileAttempts } from './reconcile-attempts.ts';

const DAY_MS = 86_400_000;
const TAKE = 'sb_1-1-1';

let sandbox: RunningServer;
beforeAll(async () => {
  sandbox = await startSandboxProcess({ SANDBOX_API_KEY: 'k' });
});
afterAll(() => sandbox[Symbol.asyncDispose]());
afterEach(() => void vi.restoreAllMocks());

interface Stage extends AsyncDisposable {
  context: WorkerContext;
  take(): ReturnType<Book['takes']['read']>;
}

/** One take whose create has no outcome and was not bought; `wrap` may change the book a worker sees. */
async function startStage(wrap: (book: Book) => Book = (book) => book): Promise<Stage> {
  const data = await makeTempDirectory('reconcile');
  const settings = parseSettings({
    REDIS_URL: inject('redisUrl'),
    CINEFLOW_PREFIX: testPrefix().slice(1, -1),
    OUTPUT_DIR: `${data.path}/clips`,
    CINEFLOW_DATA_DIR: data.path,
    SORA_API_KEY: 'k',
    SORA_BASE_URL: `${sandbox.url}/v1`,
    CINEFLOW_SUBMIT_TIMEOUT_MS: '300',
    CINEFLOW_STALL_MS: '1000',
    CINEFLOW_SETTLE_MS: '700',
    LOG_LEVEL: 'silent',
  });
  const context = createContext(settings, { book: wrap(openBookOf(settings)) });
  context.recovering.clear();
  const { book, redis } = context;
  await book.storyboards.accept({ storyboard: planned() });
  const epoch = await book.identity.raiseEpoch({});
  const at = await redisTimeMs(redis);
  const begun = await book.takes.begin({ takeId: TAKE, attemptId: 'a1', epoch, knownVersion: 0, at });
  expect(begun.verdict).toBe('go');
  await book.takes.markUnconfirmed({ takeId: TAKE, by: { attemptId: 'a1' }, at, detail: {} });
  return {
    context,
    take: () => book.takes.read({ takeId: TAKE }),
    [Symbol.asyncDispose]: async () => {
      await context.close();
      await data[Symbol.asyncDispose]();
    },
  };
}

function planned() {
  const request = {
    model: 'sora-2',
    prompt: 'a heron lands',
    inputs: [],
    durationSeconds: 10,
    aspectRatio: '16:9',
  } as const;
  return {
    id: 'sb_1',
    name: 'heron',
    providerId: 'sora-hk',
    model: 'sora-2',
    priority: 'normal',
    force: false,
    warnings: [],
    takes: [{ providerId: 'sora-hk', segmentIndex: 1, takeNumber: 1, request, fingerprint: 'f' }],
  } as const;
}

test.each([
  ['ahead', DAY_MS],
  ['back', -DAY_MS],
])('an unconfirmed take settles although the clock of the process jumps a day %s', async (_, jumpMs) => {
  await using stage = await startStage();
  const machine = Date.now.bind(Date);
  await reconcileAttempts(stage.context);
  vi.spyOn(Date, 'now').mockImplementation(() => machine() + jumpMs);
  await reconcileAttempts(stage.context);
  expect(await stage.take()).toMatchObject({ state: 'unconfirmed' });
  await eventually(async () => {
    await reconcileAttempts(stage.context);
    return (await stage.take())?.state === 'queued';
  });
  const [line] = await stage.context.book.takes.timelines({ takeIds: [TAKE] });
  expect(line?.at(-1)).toMatchObject({ event: 'requeue' });
});

test('a step of the clock that dates attempts, whichever that is, lets them wait anew', async () => {
  let stepMs = 0;
  // As PostgreSQL does, the book goes by a clock of its own, and Redis knows nothing of its steps.
  const withClock = (book: Book): Book => {
    const { attempts: own } = book;
    const attempts: Book['attempts'] = {
      ...own,
      open: (args) => own.open({ ...args, at: (args.at ?? 0) + stepMs }),
      restartWaits: (args) => own.restartWaits({ ...args, at: args.at ?? 0 }),
    };
    return { ...book, attempts };
  };
  await using stage = await startStage(withClock);
  await reconcileAttempts(stage.context);
  const before = (await stage.take())?.unconfirmedAt ?? 0;
  stepMs = DAY_MS;
  await reconcileAttempts(stage.context);
  const openAttempts = await stage.context.book.attempts.open({
    providerId: 'sora-hk',
    submittingOlderThanMs: 0,
    at: await redisTimeMs(stage.context.redis),
  });
  expect(await stage.take()).toMatchObject({ state: 'unconfirmed' });
  expect((openAttempts.attempts[0]?.unconfirmedAt ?? 0) - before).toBeGreaterThanOrEqual(DAY_MS);
});
