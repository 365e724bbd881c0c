import { connectRedis } from '@cineflow/testkit';
import { expect, inject, test } from 'vitest';
import { compareAtLeast } from '../test/model/compare-at-least.ts';

/** `pnpm model:limiter` compares millions. */
const DECISIONS = 60_000;

test('the Lua of a lane equals its reference model', async () => {
  await using redis = connectRedis(inject('redisUrl'));
  const compared = await compareAtLeast({ redis, decisions: DECISIONS, seed: Date.now() % 1e9 });
  expect(compared).toBeGreaterThanOrEqual(DECISIONS);
});
