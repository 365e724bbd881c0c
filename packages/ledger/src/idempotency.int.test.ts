import { connectRedis } from '@cineflow/testkit';
import type { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { createStage } from '../test/stage.ts';
import { toKeyClaim } from './idempotency.ts';

let redis: Redis & AsyncDisposable;
beforeAll(() => {
  redis = connectRedis(inject('redisUrl'));
});
afterAll(() => redis[Symbol.asyncDispose]());

const claimOf = (owner: string) => toKeyClaim({ scope: 'POST /x', key: 'k', body: { a: 1 }, owner });

test('a key that Redis may have forgotten is not given again before the journals were compared', async () => {
  const { ledger, prefix } = await createStage(redis);
  expect(await ledger.claimKey(claimOf('before'))).toEqual({ verdict: 'go' });
  // What is left after a loss: no epoch, and no key.
  await redis.del(...(await redis.keys(`${prefix}:*`)));
  expect(await ledger.claimKey(claimOf('after'))).toEqual({ verdict: 'barrier' });
  expect(await ledger.restoreKey(claimOf('latest'))).toEqual({ verdict: 'go' });
  expect(await ledger.restoreKey(claimOf('older'))).toEqual({ verdict: 'busy' });
});
