import { BookError, type Book } from '@cineflow/book';
import type { Problem, Provider, Storyboard, TakeWithTimeline } from '@cineflow/contracts';
import { connectRedis, eventually, freePort, startPrivateRedis } from '@cineflow/testkit';
import { describe, expect, inject, test } from 'vitest';
import { openLane } from './move-take.ts';
import { startTestApp, type TestApp } from './start-test-app.ts';
import { storyboardDocument } from './storyboard-document.ts';

/** Of an answer while Redis is silent: two seconds for the question, and a slow machine. */
const LIMIT_MS = 4_000;

const order = ({ app }: TestApp, shots = 3) =>
  app.inject({ method: 'POST', url: '/v1/storyboards', payload: storyboardDocument(shots) });
const warningsOf = async ({ app }: TestApp) => {
  const answer = await app.inject('/readyz');
  return { status: answer.statusCode, text: answer.json<{ warnings: string[] }>().warnings.join('\n') };
};

describe('with Redis frozen', () => {
  test('keeps orders and answers from the book until Redis returns', async () => {
    await using redis = await startPrivateRedis();
    await using api = await startTestApp(redis.url);
    expect(await warningsOf(api)).toEqual({ status: 200, text: '' });
    await redis.kill('SIGSTOP');
    const began = performance.now();
    const posted = await order(api);
    expect(posted.statusCode).toBe(202);
    expect(performance.now() - began).toBeLessThan(LIMIT_MS);
    const { id } = posted.json<Storyboard>();

    const asked = performance.now();
    const paths = [
      `storyboards/${id}`,
      `storyboards/${id}/shots`,
      `takes/${id}-1-1`,
      'storyboards',
      'unconfirmed',
    ];
    const answers = await Promise.all(paths.map((path) => api.app.inject(`/v1/${path}`)));
    expect(answers.map(({ statusCode }) => statusCode)).toEqual(paths.map(() => 200));
    expect(performance.now() - asked).toBeLessThan(LIMIT_MS);
    expect(answers[0]?.json<Storyboard>().waiting).toEqual([{ reason: 'recovery', takes: 3 }]);
    expect(answers[2]?.json<TakeWithTimeline>()).toMatchObject({ state: 'queued', waitReason: 'recovery' });
    expect(await warningsOf(api)).toMatchObject({
      status: 200,
      text: expect.stringContaining('nothing is sent'),
    });
    const metrics = await api.app.inject('/metrics');
    expect(metrics.payload).toMatch(/^cineflow_redis_up 0$/m);
    expect(metrics.payload).toMatch(/^cineflow_book_ok 1$/m);
    expect(metrics.payload).toMatch(/^cineflow_unconfirmed_takes\{provider="sora-hk"\} 0$/m);
    expect((await api.app.inject('/healthz')).statusCode).toBe(200);

    await redis.kill('SIGCONT');
    await eventually(async () => (await warningsOf(api)).text === '');
    expect((await order(api)).statusCode).toBe(202);
    expect((await api.context.book.storyboards.list({ limit: 10 })).storyboards).toHaveLength(2);
  });

  test('stops by a person are kept in the book', async () => {
    await using redis = await startPrivateRedis();
    await using api = await startTestApp(redis.url);
    await openLane(api.context, 2);
    const { id } = (await order(api)).json<Storyboard>();
    const send = (url: string, payload: object) => api.app.inject({ method: 'POST', url, payload });
    await redis.kill('SIGSTOP');
    const paused = await send(`/v1/storyboards/${id}/pause`, { by: 'Li' });
    expect(paused.json<Storyboard>()).toMatchObject({
      state: 'paused',
      waiting: [{ reason: 'paused', takes: 3 }],
    });
    expect((await send(`/v1/takes/${id}-1-1/cancel`, {})).json()).toMatchObject({ cancelled: 1 });
    const stop = await send('/v1/providers/sora-hk/breaker', { action: 'isolate', note: 'bill', by: 'Li' });
    expect([stop.statusCode, stop.json<Problem>().detail]).toEqual([503, expect.stringContaining('is kept')]);
    const { isolated } = await api.context.book.lanes.decisions({ providerId: 'sora-hk' });
    expect(isolated).toEqual({ note: 'bill' });
    const trip = await send('/v1/providers/sora-hk/breaker', { action: 'trip' });
    expect([trip.statusCode, trip.json<Problem>().detail]).toEqual([
      503,
      expect.not.stringContaining('is kept'),
    ]);
    expect((await api.app.inject('/v1/providers')).statusCode).toBe(503);
    await redis.kill('SIGCONT');
    await eventually(async () => (await api.app.inject('/v1/providers')).statusCode === 200);
    expect((await api.app.inject('/v1/providers')).json<{ providers: Provider[] }>().providers).toHaveLength(
      1,
    );
  });
});

test('killed and started again, Redis finds the API waiting', async () => {
  await using redis = await startPrivateRedis();
  await using api = await startTestApp(redis.url);
  await redis.kill('SIGKILL');
  await eventually(async () => (await warningsOf(api)).text.includes('does not take a write'));
  expect((await api.app.inject('/admin/queues/api/queues')).statusCode).toBe(503);
  expect((await order(api, 1)).statusCode).toBe(202);
  await redis.restart();
  // Redis lost everything, and no worker has rebuilt it.
  await eventually(async () => (await warningsOf(api)).text.includes('started anew'));
});

test('started before its Redis it takes orders', async () => {
  await using api = await startTestApp(`redis://127.0.0.1:${await freePort()}`);
  expect((await api.app.inject('/healthz')).statusCode).toBe(200);
  expect((await order(api, 1)).statusCode).toBe(202);
  expect(await warningsOf(api)).toMatchObject({
    status: 200,
    text: expect.stringContaining('orders are kept'),
  });
});

test('warns of a Redis that refuses writes or evicts keys', async () => {
  await using redis = await startPrivateRedis();
  await using api = await startTestApp(redis.url);
  await using admin = connectRedis(redis.url);
  await admin.config('SET', 'maxmemory', '1');
  expect(await warningsOf(api)).toMatchObject({ status: 200, text: expect.stringContaining('take a write') });
  expect((await order(api, 1)).statusCode).toBe(202);
  await admin.config('SET', 'maxmemory', '0');
  await admin.config('SET', 'maxmemory-policy', 'allkeys-lru');
  await eventually(async () =>
    (await warningsOf(api)).text.includes('maxmemory-policy noeviction, not allkeys-lru'),
  );
});

test('a dead address costs few log lines', async () => {
  await using api = await startTestApp(`redis://127.0.0.1:${await freePort()}`);
  await Promise.all(Array.from({ length: 50 }, () => api.app.inject('/readyz')));
  expect(
    api
      .log()
      .split('\n')
      .filter((line) => line.includes('"warn"')).length,
  ).toBeLessThan(20);
});

describe('with the book away', () => {
  const REQUESTS: ['GET' | 'POST' | 'PUT' | 'DELETE', string, object?][] = [
    ['POST', '/v1/storyboards', storyboardDocument(1)],
    ['GET', '/v1/storyboards'],
    ['GET', '/v1/storyboards/sb_1'],
    ['DELETE', '/v1/storyboards/sb_1'],
    ['GET', '/v1/storyboards/sb_1/shots'],
    ['GET', '/v1/storyboards/sb_1/receipt'],
    ['PUT', '/v1/storyboards/sb_1/budget', { budgetCents: 1 }],
    ['POST', '/v1/storyboards/sb_1/pause'],
    ['POST', '/v1/storyboards/sb_1/cancel'],
    ['POST', '/v1/storyboards/sb_1/retry', { by: 'Li', reason: 'why' }],
    ['GET', '/v1/takes/sb_1-1-1'],
    ['GET', '/v1/takes/sb_1-1-1/video'],
    ['GET', '/v1/unconfirmed'],
    ['GET', '/v1/incidents'],
    ['POST', '/v1/providers/sora-hk/breaker', { action: 'isolate' }],
    ['GET', '/readyz'],
  ];

  test('what needs it answers 503 with cause, without password', async () => {
    const url = `postgres://cineflow:hidden-word@127.0.0.1:${await freePort()}/cineflow`;
    await using api = await startTestApp(inject('redisUrl'), { DATABASE_URL: url });
    for (const [method, path, payload] of REQUESTS) {
      const answer = await api.app.inject({ method, url: path, ...(payload ? { payload } : {}) });
      const { code, detail } = answer.json<Problem>();
      expect([path, answer.statusCode, code]).toEqual([path, 503, 'not-ready']);
      expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
      expect(detail).toContain('127.0.0.1');
      expect(answer.body).not.toContain('hidden-word');
    }
    expect(api.log()).not.toContain('hidden-word');
    expect((await api.app.inject('/healthz')).statusCode).toBe(200);
    const metrics = await api.app.inject('/metrics');
    expect([metrics.statusCode, metrics.payload]).toEqual([
      200,
      expect.stringMatching(/^cineflow_book_ok 0$/m),
    ]);
  });

  test('queued takes wait for it without a promised time', async () => {
    await using api = await startTestApp(inject('redisUrl'));
    const { id } = (await order(api, 2)).json<Storyboard>();
    const reason = 'The book is locked for more than 5 s by worker-7.';
    const health: Book['health'] = async () => {
      return { driver: 'sqlite', ok: false, reason, place: '', warnings: [] };
    };
    Object.assign(api.context.book, { health });
    const storyboard = (await api.app.inject(`/v1/storyboards/${id}`)).json<Storyboard>();
    expect(storyboard.waiting).toEqual([{ reason: 'storage', takes: 2 }]);
    expect(storyboard).not.toHaveProperty('eta');
    const take = (await api.app.inject(`/v1/takes/${id}-1-1`)).json<TakeWithTimeline>();
    expect(take).toMatchObject({ waitReason: 'storage', waitDetail: reason });
  });

  test.each(['away', 'unknown', 'refused'] as const)('an order that meets %s is told so', async (kind) => {
    await using api = await startTestApp(inject('redisUrl'));
    let calls = 0;
    const accept: Book['storyboards']['accept'] = async () => {
      calls += 1;
      throw new BookError(kind, 'the disk of the book is full', new Error('connect ECONNREFUSED'));
    };
    Object.assign(api.context.book.storyboards, { accept });
    const answer = await order(api);
    expect([answer.statusCode, answer.json<Problem>().detail]).toEqual([503, 'the disk of the book is full']);
    // What may have been done is asked for again under the same id; what was not done is not.
    expect(calls).toBe(kind === 'unknown' ? 3 : 1);
  });
});

describe('without a worker', () => {
  test('takes say so and promise no time, and readiness warns of it', async () => {
    await using api = await startTestApp(inject('redisUrl'), {}, { isAlone: true });
    const { id } = (await order(api)).json<Storyboard>();
    const storyboard = (await api.app.inject(`/v1/storyboards/${id}`)).json<Storyboard>();
    expect(storyboard.waiting).toMatchObject([{ reason: 'worker' }]);
    expect(storyboard).not.toHaveProperty('eta');
    expect(await warningsOf(api)).toMatchObject({
      status: 200,
      text: expect.stringContaining('No worker is at work'),
    });
    const gauge = async () => /^cineflow_workers (\d+)$/m.exec((await api.app.inject('/metrics')).body)?.[1];
    expect(await gauge()).toBe('0');
    await api.context.workers.heartbeat({ id: 'first', host: 'a', version: '1' });
    expect(await warningsOf(api)).toEqual({ status: 200, text: '' });
    expect(await gauge()).toBe('1');
  });
});
