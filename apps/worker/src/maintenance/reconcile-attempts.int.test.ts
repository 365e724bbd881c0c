import type { Book } from '@cineflow/book';
import { eventually, startSandboxProcess, startTcpProxy, type RunningServer } from '@cineflow/testkit';
import { afterAll, afterEach, beforeAll, expect, inject, test, vi } from 'vitest';
import { startUnconfirmed, TAKE } from '../../test/unconfirmed-stage.ts';
import { redisTimeMs } from './listed-operations.ts';
import { reconcileAttempts } from './reconcile-attempts.ts';

const DAY_MS = 86_400_000;

let sandbox: RunningServer;
beforeAll(async () => {
  sandbox = await startSandboxProcess({ SANDBOX_API_KEY: 'k' });
});
afterAll(() => sandbox[Symbol.asyncDispose]());
afterEach(() => void vi.restoreAllMocks());

const startStage = (wrap?: (book: Book) => Book) =>
  startUnconfirmed({ redisUrl: inject('redisUrl'), sandboxUrl: sandbox.url }, wrap);

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

test('a list after the settle time finds a lost create', async () => {
  await using late = await startSandboxProcess({ SANDBOX_API_KEY: 'k', SANDBOX_LIST_LAG_MS: '1000' });
  await using stage = await startUnconfirmed({ redisUrl: inject('redisUrl'), sandboxUrl: late.url });
  await fetch(`${late.url}/v1/create`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: 'Bearer k' },
    body: JSON.stringify({ prompt: 'a heron lands', duration: 10, resolution: 'horizontal' }),
  });
  await eventually(async () => {
    await reconcileAttempts(stage.context);
    return (await stage.take())?.state !== 'unconfirmed';
  });
  const [line] = await stage.context.book.takes.timelines({ takeIds: [TAKE] });
  expect(line?.at(-1)).toMatchObject({ event: 'accept', detail: 'found in the provider’s list' });
});

test('rounds that overlap read the list once', async () => {
  await using own = await startSandboxProcess({ SANDBOX_API_KEY: 'k' });
  await using stage = await startUnconfirmed({ redisUrl: inject('redisUrl'), sandboxUrl: own.url });
  await Promise.all([1, 2, 3].map(() => reconcileAttempts(stage.context)));
  const bill = (await (await fetch(`${own.url}/bill`)).json()) as { requests: { lists: number } };
  expect(bill.requests.lists).toBe(1);
});

test('the slow list of one account restarts no wait', async () => {
  await using way = await startTcpProxy({ port: Number(new URL(sandbox.url).port) });
  const env = { SANDBOX_BASE_URL: sandbox.url, SANDBOX_API_KEY: 'k', CINEFLOW_DEFAULT_PROVIDER: 'sora-hk' };
  const sandboxUrl = `http://127.0.0.1:${way.port}`;
  await using stage = await startUnconfirmed({ redisUrl: inject('redisUrl'), sandboxUrl, env });
  const { book, accounts, redis } = stage.context;
  expect([...accounts.keys()]).toEqual(['sora-hk', 'sandbox']);
  const unconfirmedSince = async () => {
    const asked = { providerId: 'sora-hk', submittingOlderThanMs: 0, at: await redisTimeMs(redis) };
    return (await book.attempts.open(asked)).attempts.map(({ unconfirmedAt }) => unconfirmedAt);
  };
  const before = await unconfirmedSince();
  way.setLatency(2500);
  // Rounds overlap: the second one begins while the list is read.
  const first = reconcileAttempts(stage.context);
  await eventually(() => way.passedBytes.toServer > 0);
  await reconcileAttempts(stage.context);
  await first;
  expect(before).toHaveLength(1);
  expect(await unconfirmedSince()).toEqual(before);
});

test('an account whose search fails stops no other one', async () => {
  const env = { SANDBOX_BASE_URL: sandbox.url, SANDBOX_API_KEY: 'k', CINEFLOW_DEFAULT_PROVIDER: 'sora-hk' };
  const failing = (book: Book): Book => {
    const open: Book['attempts']['open'] = async (args) => {
      if (args.providerId === 'sandbox') throw new Error('a row that cannot be read');
      return book.attempts.open(args);
    };
    return { ...book, attempts: { ...book.attempts, open } };
  };
  await using stage = await startUnconfirmed(
    { redisUrl: inject('redisUrl'), sandboxUrl: sandbox.url, env },
    failing,
  );
  // The failing one comes first.
  const accounts = new Map([...stage.context.accounts].toReversed());
  expect([...accounts.keys()]).toEqual(['sandbox', 'sora-hk']);
  await eventually(async () => {
    await expect(reconcileAttempts({ ...stage.context, accounts })).rejects.toThrow('cannot be read');
    return (await stage.take())?.state === 'queued';
  });
});

test('a step of the deciding clock restarts the waits', async () => {
  let stepMs = 0;
  // Like PostgreSQL, the book has its own clock, and Redis does not see its steps.
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
