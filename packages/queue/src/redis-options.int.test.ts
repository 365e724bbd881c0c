import { connectRedis, eventually, startPrivateRedis, startTcpProxy } from '@cineflow/testkit';
import { Redis } from 'ioredis';
import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { openQueues, redisOptions, runWorker, type RedisRole, type TakeJob } from './index.ts';

const ROLES: RedisRole[] = ['api', 'worker'];
const RECOVERY_MS = 20_000;

function connect(port: number, role: RedisRole): Redis & AsyncDisposable {
  const redis = new Redis(port, '127.0.0.1', redisOptions(role));
  redis.on('error', () => undefined);
  if (redis.status === 'wait') redis.connect().catch(() => undefined);
  const close = async () => redis.disconnect();
  return Object.assign(redis, { [Symbol.asyncDispose]: close });
}

const writes = (redis: Redis) => async () => (await redis.set('key', 'value').catch(() => null)) === 'OK';

test.each(ROLES)('every connection of role %s has limits', (role) => {
  const { commandTimeout, socketTimeout, connectTimeout, reconnectOnError } = redisOptions(role);
  for (const limit of [commandTimeout, socketTimeout, connectTimeout]) {
    expect(limit).toBeGreaterThan(0);
    expect(limit).toBeLessThanOrEqual(15_000);
  }
  for (const word of ['READONLY', 'LOADING', 'MASTERDOWN', 'UNBLOCKED']) {
    expect(redisOptions(role).reconnectOnError?.(new Error(`${word} some text`))).toBe(true);
  }
  expect(reconnectOnError?.(new Error('ERR Error running script: @user_script: -READONLY You'))).toBe(true);
  for (const other of ['OOM command not allowed', 'WRONGTYPE Operation against a key holding LOADINGS']) {
    expect(redisOptions(role).reconnectOnError?.(new Error(other))).toBe(false);
  }
});

test.each(ROLES)('role %s reconnects when its primary became a replica', async (role) => {
  await using old = await startPrivateRedis();
  await using young = await startPrivateRedis();
  await using admin = connectRedis(old.url);
  // A host name that leads to another server after a failover.
  const name = { port: old.port };
  await using way = await startTcpProxy(name);
  await using redis = connect(way.port, role);
  await eventually(writes(redis), { timeoutMs: RECOVERY_MS });
  await admin.replicaof('127.0.0.1', young.port);
  name.port = young.port;
  await eventually(writes(redis), { timeoutMs: RECOVERY_MS });
});

test('a lasting replica is read without constant reconnects', async () => {
  await using primary = await startPrivateRedis();
  await using replica = await startPrivateRedis();
  await using admin = connectRedis(replica.url);
  await admin.replicaof('127.0.0.1', primary.port);
  await using redis = connect(replica.port, 'api');
  let connections = 0;
  redis.on('connect', () => (connections += 1));
  await eventually(() => redis.status === 'ready');
  const began = performance.now();
  let reads = 0;
  while (performance.now() - began < 2_000) {
    await redis.set('key', 'value').catch(() => null);
    if ((await redis.ping().catch(() => null)) === 'PONG') reads += 1;
    // A refused command returns at once; without a pause this loop would block the connection.
    await setImmediate();
  }
  expect(connections).toBeLessThanOrEqual(2);
  expect(reads).toBeGreaterThan(100);
});

test.each(ROLES)('role %s replaces a silent connection', async (role) => {
  await using server = await startPrivateRedis();
  await using way = await startTcpProxy({ port: server.port });
  await using redis = connect(way.port, role);
  await eventually(writes(redis));
  way.block();
  await expect(redis.get('key')).rejects.toThrow(/timed out|timeout|closed/i);
  way.release();
  const began = performance.now();
  await eventually(writes(redis), { timeoutMs: RECOVERY_MS });
  expect(performance.now() - began).toBeLessThan(RECOVERY_MS);
});

test('a worker recovers from silent connections', async () => {
  await using server = await startPrivateRedis();
  await using way = await startTcpProxy({ port: server.port });
  await using redis = connect(way.port, 'worker');
  await using admin = connectRedis(server.url);
  const ran: string[] = [];
  const errors: Error[] = [];
  const onError = (error: Error) => void errors.push(error);
  const settings = { prefix: '{silent}', concurrency: 1, stallMs: 5_000, onError };
  const worker = runWorker<TakeJob>('takes', redis, settings, async ({ data }) => {
    ran.push(data.takeId);
    return { kind: 'done' };
  });
  const queues = openQueues(admin, '{silent}', () => undefined);
  const add = (takeId: string) => queues.takes.add('take', { takeId, providerId: 'p' }, { jobId: takeId });
  await add('one');
  await eventually(() => ran.includes('one'));
  way.block();
  // Wait until its stalled check, on the same connection, has failed.
  await eventually(() => errors.length > 0, { timeoutMs: RECOVERY_MS });
  way.release();
  await add('two');
  await eventually(() => ran.includes('two'), { timeoutMs: RECOVERY_MS });
  await worker.close();
  await queues.close();
}, 90_000);
