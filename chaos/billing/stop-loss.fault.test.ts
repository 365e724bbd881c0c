import {
  connectRedis,
  eventually,
  startPrivateRedis,
  startStack,
  makeTempDirectory,
  type StackOptions,
} from '@cineflow/testkit';
import { expect, test } from 'vitest';

const segments = (name: string, count: number) =>
  Array.from({ length: count }, (_, index) => ({
    segment_index: index + 1,
    prompt_text: `${name}, shot ${index + 1}`,
    duration_seconds: 10,
  }));

/** A stack with its own Redis that can be emptied, and short recovery times. */
async function startFixture(prefix: string, more: Pick<StackOptions, 'env' | 'sandbox'> = {}) {
  await using things = new AsyncDisposableStack();
  const redis = things.use(await startPrivateRedis({ appendonly: true }));
  const output = things.use(await makeTempDirectory(prefix));
  const times = {
    CINEFLOW_SETTLE_MS: '1000',
    CINEFLOW_STALL_MS: '1000',
    CINEFLOW_SUBMIT_TIMEOUT_MS: '1000',
    CINEFLOW_COOLDOWN_MS: '300',
    CINEFLOW_RECOVERY_STEP_MS: '50',
  };
  const stack = things.use(
    await startStack({
      redisUrl: redis.url,
      prefix,
      outputDirectory: output.path,
      workers: 1,
      ...more,
      env: { ...times, ...more.env },
    }),
  );
  const owned = things.move();
  return { redis, stack, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

test('a loss of Redis keeps cancels and pauses', async () => {
  await using fixture = await startFixture('stop', {
    env: { MAX_CONCURRENT_TASKS: '3' },
    sandbox: { SANDBOX_RENDER_MS: '1500' },
  });
  const { redis, stack } = fixture;
  const post = async (name: string): Promise<string> =>
    (await stack.post({ storyboard: { segments: segments(name, 12) }, options: { name } })).id;
  const stop = async (path: string): Promise<void> => {
    const answer = await fetch(stack.api.url + path, { method: 'POST' });
    expect([path, answer.status]).toEqual([path, 200]);
  };
  const counts = async (id: string) =>
    (await stack.get<{ counts: Record<string, number> }>(`/v1/storyboards/${id}`)).counts;

  const cancelled = await post('cancelled');
  await eventually(async () => (await stack.bill()).creates.accepted >= 3);
  await stop(`/v1/storyboards/${cancelled}/cancel`);
  const { completed: paidFor = 0 } = (await stack.finished(cancelled)).counts;
  const paused = await post('paused');
  await eventually(async () => (await counts(paused))['rendering'] === 3, { timeoutMs: 20_000 });
  await stop(`/v1/storyboards/${paused}/pause`);
  const paid = (await stack.bill()).creates.accepted;

  await using client = connectRedis(redis.url);
  await client.flushall();
  await eventually(() => stack.get(`/v1/storyboards/${paused}`), { timeoutMs: 20_000 });
  const done = paid - paidFor;
  await eventually(
    async () => expect(await counts(paused)).toMatchObject({ queued: 12 - done, completed: done }),
    { timeoutMs: 20_000 },
  );
  expect(await stack.get(`/v1/storyboards/${paused}`)).toMatchObject({ state: 'paused' });
  expect((await stack.finished(cancelled)).counts).toMatchObject({
    completed: paidFor,
    cancelled: 12 - paidFor,
  });
  expect((await stack.bill()).creates.received).toBe(paid);

  await stop(`/v1/storyboards/${paused}/resume`);
  expect((await stack.finished(paused)).counts).toMatchObject({ completed: 12 });
  expect((await stack.bill()).creates.accepted).toBe(paidFor + 12);
});

test('a loss of Redis keeps isolations and maximums', async () => {
  await using fixture = await startFixture('lane');
  const { redis, stack } = fixture;
  const control = async (body: object): Promise<void> => {
    const answer = await fetch(`${stack.api.url}/v1/providers/sora-hk/breaker`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    expect(answer.status).toBe(200);
  };
  await control({ action: 'set-maximum', maximum: 2 });
  await control({ action: 'isolate', note: 'wrong model' });
  const { id } = await stack.post({ storyboard: { segments: segments('stopped', 5) }, options: {} });

  await using client = connectRedis(redis.url);
  await client.flushall();
  const open = () => client.hexists('{lane}:epoch', 'server');
  await eventually(async () => (await open()) === 1, { timeoutMs: 20_000 });
  const [lane] = (await stack.get<{ providers: object[] }>('/v1/providers')).providers;
  expect(lane).toMatchObject({ breaker: 'isolated', maximum: 2 });
  expect((await stack.bill()).creates.accepted).toBe(0);

  await control({ action: 'reopen' });
  await stack.finished(id);
  expect((await stack.bill()).maxInFlight).toBeLessThanOrEqual(2);
});

test('a loss of Redis keeps changed budgets', async () => {
  await using fixture = await startFixture('budget');
  const { redis, stack } = fixture;
  const limit = async (id: string, budgetCents: number | null): Promise<void> => {
    const answer = await fetch(`${stack.api.url}/v1/storyboards/${id}/budget`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ budgetCents }),
    });
    expect(answer.status).toBe(200);
  };
  const waitFor = (id: string, clips: number) =>
    eventually(
      async () => {
        expect(await stack.get(`/v1/storyboards/${id}`)).toMatchObject({
          counts: { completed: clips, queued: 4 - clips },
          waiting: [{ reason: 'budget', takes: 4 - clips }],
        });
        return true;
      },
      { timeoutMs: 20_000 },
    );
  const options = { name: 'poor', budgetCents: 6 };
  const { id } = await stack.post({ storyboard: { segments: segments('poor', 4) }, options });
  await waitFor(id, 1);
  await limit(id, 13);
  await waitFor(id, 2);

  await using client = connectRedis(redis.url);
  await client.flushall();
  await eventually(() => stack.get(`/v1/storyboards/${id}`), { timeoutMs: 20_000 });
  await waitFor(id, 2);
  expect(await stack.get(`/v1/storyboards/${id}`)).toMatchObject({ cost: { budgetCents: 13 } });
  expect((await stack.bill()).creates.accepted).toBe(2);
  await limit(id, null);
  expect((await stack.finished(id)).counts).toMatchObject({ completed: 4 });
  expect((await stack.bill()).creates.accepted).toBe(4);
});
