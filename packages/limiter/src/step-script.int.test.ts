import { connectRedis, testPrefix } from '@cineflow/testkit';
import type { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { defineStep } from './step-script.ts';

let redis: Redis & AsyncDisposable;
beforeAll(() => {
  redis = connectRedis(inject('redisUrl'));
});
afterAll(() => redis[Symbol.asyncDispose]());

/** Doubles its argument and counts the round trips under its key. */
const double = defineStep<{ given: string; twice: number }>(
  `if ARGV[1] == 'bad' then return redis.call('HGET', KEYS[1], 'x') end
   return cjson.encode({ given = ARGV[1], twice = ARGV[2] * 2 })`,
  [`redis.call('INCR', KEYS[1])`],
);

test('batches concurrent calls with separate replies', async () => {
  const key = testPrefix();
  const answers = await Promise.all([1, 2, 3].map((number) => double(redis, [key], [`n${number}`, number])));
  expect(answers).toEqual([1, 2, 3].map((number) => ({ given: `n${number}`, twice: number * 2 })));
  expect(await redis.get(key)).toBe('1');
});

test('sends other keys and later calls separately', async () => {
  const [one, other] = [testPrefix(), testPrefix()];
  await Promise.all([double(redis, [one], ['a', 1]), double(redis, [other], ['b', 1])]);
  await double(redis, [one], ['c', 1]);
  expect(await redis.mget(one, other)).toEqual(['2', '1']);
});

test('limits the size of a batch', async () => {
  const key = testPrefix();
  const calls = Array.from({ length: 70 }, (_, index) => double(redis, [key], [`n${index}`, index]));
  expect((await Promise.all(calls)).map(({ twice }) => twice)).toEqual(calls.map((_, index) => index * 2));
  expect(await redis.get(key)).toBe('3');
});

test('a failure reaches its own caller only', async () => {
  const key = testPrefix();
  const [good, bad, last] = await Promise.allSettled([
    double(redis, [key], ['a', 1]),
    double(redis, [key], ['bad']),
    double(redis, [key], ['c', 2]),
  ]);
  expect(good).toMatchObject({ status: 'fulfilled', value: { twice: 2 } });
  expect(bad).toMatchObject({ status: 'rejected', reason: { message: expect.stringMatching(/^WRONGTYPE/) } });
  expect(last).toMatchObject({ status: 'fulfilled', value: { twice: 4 } });
});

test('sends the text to a Redis without the script', async () => {
  await double(redis, [testPrefix()], ['a', 1]);
  await redis.script('FLUSH');
  expect(await double(redis, [testPrefix()], ['a', 4])).toEqual({ given: 'a', twice: 8 });
});
