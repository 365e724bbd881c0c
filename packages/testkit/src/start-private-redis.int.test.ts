import { expect, test } from 'vitest';
import { answersPing } from './answers-ping.ts';
import { connectRedis } from './connect-redis.ts';
import { eventually } from './eventually.ts';
import { startPrivateRedis } from './start-private-redis.ts';

test('keeps every answered write over kill -9 with appendonly', async () => {
  await using server = await startPrivateRedis({ appendonly: true });
  await using redis = connectRedis(server.url);
  redis.on('error', () => {});
  for (let number = 0; number < 100; number += 1) await redis.incr('count');
  await server.kill('SIGKILL');
  expect(await answersPing(server.url)).toBe(false);
  await server.restart();
  expect(await redis.get('count')).toBe('100');
});

test('forgets everything over a restart when it does not', async () => {
  await using server = await startPrivateRedis();
  await using redis = connectRedis(server.url);
  redis.on('error', () => {});
  await redis.set('greeting', 'hello');
  await server.restart();
  expect(await redis.get('greeting')).toBeNull();
});

test('freezes and thaws', async () => {
  await using server = await startPrivateRedis();
  await server.kill('SIGSTOP');
  expect(await answersPing(server.url, 100)).toBe(false);
  await server.kill('SIGCONT');
  await eventually(() => answersPing(server.url));
});
