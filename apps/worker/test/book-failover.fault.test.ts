import {
  connectRedis,
  eventually,
  startPrivateRedis,
  startTcpProxy,
  startWorker,
  type PrivatePostgres,
  type PrivateRedis,
} from '@cineflow/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DRIVERS, expectSoon, paid, startDatabase, startFixture } from './book-fixture.ts';
import { storyboardOf } from './storyboards.ts';

const LIMIT = 4;
const env = { MAX_CONCURRENT_TASKS: String(LIMIT), CINEFLOW_DEGRADED_LIMIT: String(LIMIT) };

/** Makes a server a replica of another one and waits until it is in sync. */
async function follow(replica: PrivateRedis, primary: PrivateRedis): Promise<void> {
  await using client = connectRedis(replica.url);
  await using source = connectRedis(primary.url);
  // By default it waits five seconds for more replicas.
  await source.config('SET', 'repl-diskless-sync-delay', '0');
  await client.replicaof('127.0.0.1', primary.port);
  await eventually(async () => {
    const said = await client.info('replication');
    return said.includes('master_link_status:up') && said.includes('master_sync_in_progress:0');
  });
}

async function promote(server: PrivateRedis): Promise<void> {
  await using client = connectRedis(server.url);
  await client.replicaof('NO', 'ONE');
}

describe.each(DRIVERS)('a failover of Redis, book in %s', (driver) => {
  let database: PrivatePostgres | undefined;
  beforeAll(async () => {
    database = await startDatabase(driver);
  });
  afterAll(() => database?.stop());

  test('to the replica and back pays each take once', async () => {
    await using first = await startPrivateRedis();
    await using second = await startPrivateRedis();
    const target = { port: first.port };
    await using proxy = await startTcpProxy(target);
    const switchTo = async (server: PrivateRedis): Promise<void> => {
      await promote(server);
      target.port = server.port;
      proxy.reset();
    };
    await using fixture = await startFixture({
      redisUrl: `redis://127.0.0.1:${proxy.port}`,
      databaseUrl: database?.url,
      workers: 1,
      env,
      sandbox: { SANDBOX_RENDER_MS: '1000' },
    });
    const { stack } = fixture;
    const slow = await stack.post(storyboardOf(1, 'before'));
    await stack.finished(slow.id);
    await follow(second, first);
    // The replica is cut off and misses everything sent from here on.
    await promote(second);
    const { id } = await stack.post(storyboardOf(24, 'failover'));
    await paid(fixture, 1 + LIMIT);
    // It became primary and replica again before any worker noticed.
    await follow(first, second);
    await promote(first);
    await paid(fixture, 1 + 2 * LIMIT);
    await follow(second, first);
    await switchTo(second);
    await paid(fixture, 1 + 3 * LIMIT);
    await follow(first, second);
    await switchTo(first);
    expect(await stack.finished(id)).toMatchObject({ counts: { completed: 24 } });
    const bill = await stack.bill();
    expect(bill.creates.accepted).toBe(25);
    expect(bill.maxInFlight).toBeLessThanOrEqual(LIMIT);
  });

  test('with a frozen worker pays each take once', async () => {
    await using old = await startPrivateRedis();
    await using current = await startPrivateRedis();
    await using fixture = await startFixture({
      redisUrl: old.url,
      databaseUrl: database?.url,
      workers: 1,
      env,
      sandbox: { SANDBOX_RENDER_MS: '1000' },
    });
    const { stack } = fixture;
    await follow(current, old);
    const { id } = await stack.post(storyboardOf(16, 'split'));
    // All permits are held and no write is running: a process frozen with the SQLite lock would block the others.
    await expectSoon(async () =>
      expect((await fixture.ask(`/v1/storyboards/${id}`)).body.counts['rendering']).toBe(LIMIT),
    );
    const [sleeper] = stack.workers;
    await sleeper?.kill('SIGSTOP');
    await promote(current);
    await using _awake = await startWorker({ ...fixture.env, REDIS_URL: current.url });
    await paid(fixture, 8);
    await sleeper?.kill('SIGCONT');
    expect(await stack.finished(id)).toMatchObject({ counts: { completed: 16 } });
    const bill = await stack.bill();
    expect(bill.creates.accepted).toBe(16);
    expect(bill.maxInFlight).toBeLessThanOrEqual(LIMIT);
  });
});
