import { expect, inject, test } from 'vitest';
import { connectRedis } from './connect-redis.ts';
import { testPrefix } from './test-prefix.ts';

test('a Redis is there for the whole run', async () => {
  await using redis = connectRedis(inject('redisUrl'));
  const key = `${testPrefix()}:greeting`;
  await redis.set(key, 'hello', 'EX', 10);
  expect(await redis.get(key)).toBe('hello');
});
