import { connectRedis } from '@cineflow/testkit';
import { expect, inject, test } from 'vitest';
import { compareAtLeast } from '../test/model/compare-at-least.ts';

const DECISIONS = 200_000;

test('the Lua of a lane and its reference model answer alike, whatever happens', async () => {
  await using redis = connectRedis(inject('redisUrl'));
  const compared = await compareAtLeast({ redis, decisions: DECISIONS, seed: Date.now() % 1e9 });
  expect(compared).toBeGreaterThanOrEqual(DECISIONS);
});
