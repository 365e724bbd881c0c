import { connectRedis, testPrefix } from '@cineflow/testkit';
import { expect, inject, test } from 'vitest';
import { createWorkers } from './workers.ts';

test('lists workers by heartbeat until they leave', async () => {
  await using redis = connectRedis(inject('redisUrl'));
  const prefix = testPrefix();
  const workers = createWorkers(redis, prefix);
  expect((await workers.list()).workers).toEqual([]);
  await workers.heartbeat({ id: 'a', host: 'one', version: '1' });
  await workers.heartbeat({ id: 'b', host: 'two', version: '1' });
  await workers.heartbeat({ id: 'a', host: 'one', version: '2' });
  const { now, workers: seen } = await workers.list();
  expect(seen.map(({ id, version }) => `${id} ${version}`).toSorted()).toEqual(['a 2', 'b 1']);
  for (const { seenAt } of seen) expect(now - seenAt).toBeLessThan(5000);
  await workers.leave('b');
  await redis.hset(
    `${prefix}:workers`,
    'old',
    JSON.stringify({ id: 'old', host: 'x', version: '0', seenAt: 1 }),
  );
  await workers.heartbeat({ id: 'a', host: 'one', version: '2' });
  expect((await workers.list()).workers.map(({ id }) => id)).toEqual(['a']);
});
