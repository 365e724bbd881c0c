import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  connectRedis,
  eventually,
  startPrivateRedis,
  type PrivatePostgres,
  type PrivateRedis,
} from '@cineflow/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DRIVERS, expectSoon, paid, startDatabase, startFixture, type Fixture } from './book-fixture.ts';
import { storyboardOf } from './storyboards.ts';

const LIMIT = 10;

describe.each(DRIVERS)('a loss of Redis, book in %s', (driver) => {
  let database: PrivatePostgres | undefined;
  let redis: PrivateRedis;
  let fixture: Fixture;
  let paidBefore = 0;

  beforeAll(async () => {
    database = await startDatabase(driver);
    redis = await startPrivateRedis();
    await using client = connectRedis(redis.url);
    await client.config('SET', 'maxmemory', '200mb');
    await client.config('SET', 'maxmemory-policy', 'allkeys-lru');
    fixture = await startFixture({
      redisUrl: redis.url,
      databaseUrl: database?.url,
      workers: 1,
      env: { MAX_CONCURRENT_TASKS: String(LIMIT), CINEFLOW_DEGRADED_LIMIT: '5', CINEFLOW_TRIP_AFTER: '50' },
      sandbox: { SANDBOX_RENDER_MS: '700' },
    });
  });
  afterAll(async () => {
    await fixture?.[Symbol.asyncDispose]();
    await redis?.stop();
    await database?.stop();
  });

  test('refuses a Redis that evicts keys', async () => {
    const { stack } = fixture;
    const { id } = await stack.post(storyboardOf(2, 'evicted'));
    const refused = 'Redis evicts keys (maxmemory-policy allkeys-lru): set it to noeviction';
    await eventually(() => fixture.said().includes(refused));
    const ready = await fixture.ask('/readyz');
    expect(ready.status).toBe(200);
    expect(ready.body.warnings.join()).toContain('allkeys-lru');
    expect((await fixture.ask(`/v1/storyboards/${id}`)).body.waiting).toEqual([
      { reason: 'recovery', takes: 2 },
    ]);
    expect((await stack.bill()).creates.received).toBe(0);
    await using client = connectRedis(redis.url);
    await client.config('SET', 'maxmemory-policy', 'noeviction');
    expect(await stack.finished(id)).toMatchObject({ counts: { completed: 2 } });
    paidBefore = 2;
  });

  test('emptied every two seconds: 60 takes are paid once', async () => {
    const { stack } = fixture;
    await using client = connectRedis(redis.url);
    const mark = (index: number) => (index === 3 ? '[[fault:accepted-drop]]' : '');
    const { id } = await stack.post(storyboardOf(60, 'emptied', mark));
    await paid(fixture, paidBefore + 5);
    const emptying = setInterval(() => void client.flushall(), 2000);
    const done = async () => (await stack.bill()).creates.accepted >= paidBefore + 60;
    await eventually(done, { timeoutMs: 50_000 }).finally(() => clearInterval(emptying));
    expect(await stack.finished(id)).toMatchObject({ counts: { completed: 60 } });
    const bill = await stack.bill();
    expect(bill.creates.accepted).toBe(paidBefore + 60);
    expect(bill.maxInFlight).toBeLessThanOrEqual(LIMIT);
    paidBefore += 60;
  });

  test('an old dump keeps stops, maximum and failures', async () => {
    const { stack } = fixture;
    const { id } = await stack.post(
      storyboardOf(4, 'rolled back', (at) => (at === 0 ? '[[fault:render-failed]]' : '')),
    );
    const dump = join(redis.directory, 'dump.rdb');
    await saveTo(redis, dump, `${dump}.old`);
    expect(await stack.finished(id)).toMatchObject({ counts: { completed: 3, failed: 1 } });
    const breaker = '/v1/providers/sora-hk/breaker';
    expect((await fixture.decide(breaker, { action: 'set-maximum', maximum: 2 })).status).toBe(200);
    expect((await fixture.decide(breaker, { action: 'isolate', note: 'stop buying' })).status).toBe(200);
    const other = await stack.post(storyboardOf(6, 'stopped'));

    await redis.kill();
    await copyFile(`${dump}.old`, dump);
    await redis.restart();
    const providers = () => stack.get<{ providers: Record<string, unknown>[] }>('/v1/providers');
    await expectSoon(async () => {
      const [provider] = (await providers()).providers;
      expect(provider).toMatchObject({ isolation: 'manual', maximum: 2 });
      expect((await fixture.ask(`/v1/storyboards/${other.id}`)).body.waiting).toEqual([
        { reason: 'paused', takes: 6 },
      ]);
    });
    expect((await stack.bill()).creates.accepted).toBe(paidBefore + 4);
    expect((await fixture.ask(`/v1/storyboards/${id}`)).body).toMatchObject({
      counts: { completed: 3, failed: 1 },
    });

    await fixture.decide(breaker, { action: 'reopen' });
    await paid(fixture, paidBefore + 6);
    expect((await stack.bill()).inFlight).toBeLessThanOrEqual(2);
    expect(await stack.finished(other.id)).toMatchObject({ counts: { completed: 6 } });
    expect((await stack.bill()).creates.accepted).toBe(paidBefore + 10);
  });
});

async function saveTo({ url }: PrivateRedis, dump: string, copy: string): Promise<void> {
  await using client = connectRedis(url);
  await client.save();
  await copyFile(dump, copy);
}
