import type { Problem } from '@cineflow/contracts';
import { eventually, freePort, startPrivateRedis } from '@cineflow/testkit';
import { expect, test } from 'vitest';
import { startTestApp } from './start-test-app.ts';
import { storyboardDocument } from './storyboard-document.ts';

const LIMIT_MS = 3_000;

test('with Redis frozen it says so within seconds, loses nothing, and is back when Redis is', async () => {
  await using redis = await startPrivateRedis();
  await using api = await startTestApp(redis.url);
  const order = () =>
    api.app.inject({ method: 'POST', url: '/v1/storyboards', payload: storyboardDocument(3) });
  expect((await api.app.inject('/readyz')).statusCode).toBe(200);

  await redis.kill('SIGSTOP');
  const began = performance.now();
  const [readyz, list, posted, healthz] = await Promise.all([
    api.app.inject('/readyz'),
    api.app.inject('/v1/storyboards'),
    order(),
    api.app.inject('/healthz'),
  ]);
  expect(performance.now() - began).toBeLessThan(LIMIT_MS);
  expect(healthz.statusCode).toBe(200);
  for (const answer of [readyz, list, posted]) {
    expect([answer.statusCode, answer.json<Problem>().code]).toEqual([503, 'not-ready']);
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
  }

  await redis.kill('SIGCONT');
  await eventually(async () => (await api.app.inject('/readyz')).statusCode === 200);
  expect((await order()).statusCode).toBe(202);
  // The order that met the frozen Redis was answered with 503, so it may not be there.
  expect((await api.context.ledger.listStoryboards({ limit: 10 })).storyboards).toHaveLength(1);
});

test('killed and started again, Redis finds the API waiting', async () => {
  await using redis = await startPrivateRedis({ appendonly: true });
  await using api = await startTestApp(redis.url);
  await redis.kill('SIGKILL');
  await eventually(async () => (await api.app.inject('/readyz')).statusCode === 503);
  expect((await api.app.inject('/admin/queues/api/queues')).statusCode).toBe(503);
  await redis.restart();
  await eventually(async () => (await api.app.inject('/readyz')).statusCode === 200);
  const answer = await api.app.inject({
    method: 'POST',
    url: '/v1/storyboards',
    payload: storyboardDocument(1),
  });
  expect(answer.statusCode).toBe(202);
});

test('started before its Redis it answers, and takes orders once Redis is there', async () => {
  await using redis = await startPrivateRedis();
  await redis.kill('SIGKILL');
  await using api = await startTestApp(redis.url);
  expect((await api.app.inject('/healthz')).statusCode).toBe(200);
  expect((await api.app.inject('/readyz')).statusCode).toBe(503);
  await redis.restart();
  await eventually(async () => (await api.app.inject('/readyz')).statusCode === 200);
  const answer = await api.app.inject({
    method: 'POST',
    url: '/v1/storyboards',
    payload: storyboardDocument(1),
  });
  expect(answer.statusCode).toBe(202);
});

test('a Redis that takes no writes is not ready, though it answers', async () => {
  await using redis = await startPrivateRedis();
  await using api = await startTestApp(redis.url);
  const { connectRedis } = await import('@cineflow/testkit');
  await using admin = connectRedis(redis.url);
  await admin.config('SET', 'maxmemory', '1');
  expect((await api.app.inject('/readyz')).statusCode).toBe(503);
  const order = await api.app.inject({
    method: 'POST',
    url: '/v1/storyboards',
    payload: storyboardDocument(1),
  });
  expect(order.statusCode).toBe(503);
  await admin.config('SET', 'maxmemory', '0');
  expect((await api.app.inject('/readyz')).statusCode).toBe(200);
});

test('an address where nobody listens costs few log lines', async () => {
  await using api = await startTestApp(`redis://127.0.0.1:${await freePort()}`);
  await Promise.all(Array.from({ length: 50 }, () => api.app.inject('/readyz')));
  expect(
    api
      .log()
      .split('\n')
      .filter((line) => line.includes('"warn"')).length,
  ).toBeLessThan(20);
});
