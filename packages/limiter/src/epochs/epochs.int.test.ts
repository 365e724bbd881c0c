import { connectRedis, eventually, startPrivateRedis, testPrefix } from '@cineflow/testkit';
import type { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { createFixture } from '../../test/fixture.ts';
import { createEpochs } from './epochs.ts';

let redis: Redis & AsyncDisposable;
beforeAll(() => {
  redis = connectRedis(inject('redisUrl'));
});
afterAll(() => redis[Symbol.asyncDispose]());

describe('an epoch', () => {
  test('is opened by the lease holder only, closed by anyone', async () => {
    const epochs = createEpochs(redis, testPrefix());
    const empty = await epochs.look();
    expect(empty).toEqual({
      number: null,
      bookId: null,
      server: expect.stringMatching(/^\w{40}\/\w{40}$/),
      isEmpty: true,
      isNewer: false,
      recovering: null,
      witness: [],
    });
    expect(await epochs.open({ number: 1, bookId: 'book', holder: 'a' })).toBe(false);
    expect(await epochs.lease('a', 1000)).toBe(true);
    expect(await epochs.open({ number: 1, bookId: 'book', holder: 'b' })).toBe(false);
    expect(await epochs.open({ number: 1, bookId: 'book', holder: 'a' })).toBe(true);
    expect(await epochs.look()).toMatchObject({ number: 1, bookId: 'book', isEmpty: false });
    expect(await epochs.open({ number: 2, bookId: 'book', holder: 'a' })).toBe(false);
    await epochs.close();
    expect(await epochs.look()).toMatchObject({ number: null, bookId: 'book', isEmpty: false });
    await epochs.explain('another book');
    expect((await epochs.look()).recovering).toBe('another book');
  });

  test('is closed for other record versions', async () => {
    const prefix = testPrefix();
    const epochs = createEpochs(redis, prefix);
    await epochs.lease('a', 60_000);
    await epochs.open({ number: 1, bookId: 'book', holder: 'a' });
    await redis.hset(`${prefix}:epoch`, 'records', '0');
    expect(await epochs.look()).toMatchObject({ number: null, isNewer: false });
    await redis.hset(`${prefix}:epoch`, 'records', '99');
    expect(await epochs.look()).toMatchObject({ number: null, isNewer: true });
  });

  test('is closed by a restart of Redis, even without loss', async () => {
    await using server = await startPrivateRedis({ appendonly: true });
    await using own = connectRedis(server.url);
    own.on('error', () => {});
    const epochs = createEpochs(own, '{t}');
    const { line, put } = await createFixture(own);
    await epochs.lease('a', 60_000);
    await epochs.open({ number: 4, bookId: 'book', holder: 'a' });
    await put('take', {}, { witness: 'attempt-1' });
    const before = await epochs.look();
    await server.restart();
    const after = await eventually(() => epochs.look());
    expect(after).toMatchObject({ number: null, bookId: 'book', isEmpty: false });
    expect(after.server).not.toBe(before.server);
    expect(await line.look({ takeId: 'take' })).toMatchObject({ epoch: null, permit: true });
    await epochs.lease('b', 60_000);
    await epochs.open({ number: 5, bookId: 'book', holder: 'b' });
    expect((await epochs.look()).number).toBe(5);
  });
});

test('an epoch closes after Redis was a replica', async () => {
  await using first = await startPrivateRedis();
  await using second = await startPrivateRedis();
  await using own = connectRedis(first.url);
  await using other = connectRedis(second.url);
  const follow = async (replica: Redis, port: number): Promise<void> => {
    await replica.replicaof('127.0.0.1', port);
    await eventually(async () => (await replica.info('replication')).includes('master_link_status:up'));
  };
  await follow(other, first.port);
  const epochs = createEpochs(own, '{t}');
  await epochs.lease('a', 60_000);
  await epochs.open({ number: 4, bookId: 'book', holder: 'a' });
  await eventually(async () => (await other.hget('{t}:epoch', 'number')) === '4');
  await other.replicaof('NO', 'ONE');
  expect((await epochs.look()).number).toBe(4);
  await follow(own, second.port);
  await own.replicaof('NO', 'ONE');
  expect(await epochs.look()).toMatchObject({ number: null, bookId: 'book', isEmpty: false });
});

describe('the lease of a rebuild', () => {
  test('has one holder and can be renewed, released and lost', async () => {
    const epochs = createEpochs(redis, testPrefix());
    expect(await epochs.lease('a', 60_000)).toBe(true);
    expect(await epochs.lease('b', 60_000)).toBe(false);
    await epochs.leave('b');
    expect(await epochs.lease('a', 60_000)).toBe(true);
    await epochs.leave('a');
    expect(await epochs.lease('b', 50)).toBe(true);
    await eventually(() => epochs.lease('a', 1000));
  });
});

test('dropping all takes keeps the learned state of the lanes', async () => {
  const { prefix, lane, line, put, post, start, refuse, finish } = await createFixture(redis, { maximum: 4 });
  const epochs = createEpochs(redis, prefix);
  await post('sb', 9);
  await start('sb-1');
  await finish('sb-1');
  await start('sb-2');
  await refuse('sb-3', 'own');
  await line.claimDue({ count: 1, leaseMs: 1000, earlyMs: 0, perSecond: 9 });
  await put('paused', { isPaused: true }, { witness: 'attempt-1' });
  await put('ready', { isReady: true });
  await line.parkForBudget({ takeId: 'sb-9', budgetId: 'x', detail: '' });
  const backoff = { takeId: 'sb-4', kind: 'own', backoffMs: 60_000 } as const;
  await put('sb-4', {}, { outcome: backoff });
  await redis.hset(`${prefix}:lane:other:trying`, 'take', '0:0');
  await redis.set(`${prefix}:job:take:1`, 'of the queue');
  await epochs.dropTakes();
  const left = (await redis.keys(`${prefix}:*`)).map((key) => key.slice(prefix.length + 1));
  expect(left.toSorted()).toEqual([
    'job:take:1',
    'lane:sora-hk',
    'lane:sora-hk:asked',
    'lane:sora-hk:renders:sora-2',
    'witness',
  ]);
  expect(await lane.stats()).toMatchObject({ maximum: 4, inFlight: 0, waiting: 0 });
});
