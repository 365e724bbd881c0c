import { capacityAt } from '@cineflow/core';
import { connectRedis, eventually, testPrefix } from '@cineflow/testkit';
import fc from 'fast-check';
import type { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { createFixture, policy } from '../test/fixture.ts';
import { createLane } from './lane.ts';

let redis: Redis & AsyncDisposable;
beforeAll(() => {
  redis = connectRedis(inject('redisUrl'));
});
afterAll(() => redis[Symbol.asyncDispose]());

const production = { maximum: 20, degraded: 5 };
const shots = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => `sb-${from + i}`);

describe('the breaker', () => {
  test('degrades after consecutive errors; a success resets them', async () => {
    const { lane, post, start, refuse } = await createFixture(redis, production);
    await post('sb', 30);
    await refuse('sb-1', 'error');
    await start('sb-2');
    await refuse('sb-3', 'error');
    expect(await lane.stats()).toMatchObject({ capacity: 20, breaker: 'closed', consecutiveErrors: 1 });
    await refuse('sb-4', 'error');
    expect(await lane.stats()).toMatchObject({ capacity: 5, breaker: 'open', consecutiveErrors: 0 });
  });

  test('counts creates that fail together as one', async () => {
    const { lane, post, refuse } = await createFixture(redis, production);
    await post('sb', 30);
    for (const take of shots(1, 20)) await refuse(take, 'error');
    expect(await redis.hget(lane.key, 'trips')).toBe('1');
    expect((await lane.stats()).failures).toBe(2);
  });

  test('probes with growing pauses until one succeeds', async () => {
    const { lane, post, start, refuse } = await createFixture(redis, production);
    await post('sb', 30);
    for (const take of shots(1, 20)) await refuse(take, 'error');
    await redis.hset(lane.key, 'throttledUntil', 0);
    expect((await lane.admit()).admitted).toEqual([]);
    const [probe = '', ...others] = await redis.zrange(`${lane.key}:permits`, '0', '-1');
    expect(others).toEqual([]);
    await refuse(probe, 'error');
    const { now, throttledUntil = 0 } = await lane.stats();
    expect(throttledUntil - now).toBeGreaterThan(500);
    await redis.hset(lane.key, 'throttledUntil', 0);
    const [second = ''] = (await lane.admit()).admitted;
    expect(await start(second)).toHaveLength(4);
    expect(await lane.stats()).toMatchObject({ inFlight: 5, capacity: 5 });
  });

  test('keeps operations in flight when the capacity falls', async () => {
    const { lane, post, start, finish } = await createFixture(redis, production);
    await post('sb', 40);
    for (const take of shots(1, 20)) await start(take);
    await lane.trip();
    for (const take of shots(1, 15)) expect(await finish(take)).toEqual([]);
    await redis.hset(lane.key, 'throttledUntil', 0);
    expect(await finish('sb-16')).toHaveLength(1);
    expect((await lane.stats()).inFlight).toBe(5);
  });

  test('computes the same capacity in Lua and core', async () => {
    const lane = createLane(redis, `${testPrefix()}:lane:x`);
    const model = fc.record({
      maximum: fc.integer({ min: 1, max: 40 }),
      degraded: fc.integer({ min: 1, max: 40 }),
      tripAfter: fc.integer({ min: 1, max: 5 }),
      cooldownMs: fc.nat(100_000),
      recoveryStepMs: fc.integer({ min: 1, max: 20_000 }),
    });
    const ago = fc.option(fc.nat(1_000_000));
    await fc.assert(
      fc.asyncProperty(model, ago, async (given, trippedAgo) => {
        const chosen = { ...given, degraded: Math.min(given.degraded, given.maximum) };
        await redis.del(lane.key);
        await lane.configure(chosen);
        const { now: before } = await lane.stats();
        const trippedAt = trippedAgo === null ? null : before - trippedAgo;
        if (trippedAt !== null) await redis.hset(lane.key, 'trippedAt', trippedAt);
        const { now, capacity, breaker, nextChangeAt } = await lane.stats();
        const expected = capacityAt(chosen, { trippedAt, relapses: 0, isolation: null, learned: null }, now);
        expect({ capacity, breaker, nextChangeAt: nextChangeAt ?? null }).toEqual(expected);
      }),
      { numRuns: 300 },
    );
  });
});

describe('a lane', () => {
  test('uses its capacity fully and never exceeds it', async () => {
    const { lane, post, start, finish } = await createFixture(redis, { maximum: 3 });
    const running = await post('sb', 12);
    let done = 0;
    while (running.length > 0) {
      expect((await lane.stats()).inFlight).toBe(Math.min(3, 12 - done));
      const take = running.shift() as string;
      await start(take);
      running.push(...(await finish(take)));
      done += 1;
    }
    expect(done).toBe(12);
  });

  test('stops creates for a Retry-After, then resumes', async () => {
    const { lane, post, refuse } = await createFixture(redis, production);
    await post('sb', 30);
    await refuse('sb-1', 'throttled', 300);
    const { throttledUntil, now } = await lane.stats();
    expect((throttledUntil ?? 0) - now).toBeGreaterThan(200);
    expect((await lane.admit()).nextChangeAt).toBe(throttledUntil);
    await eventually(async () => (await lane.admit()).admitted.length === 1);
  });

  test('learns a lower limit of the provider without tripping', async () => {
    const { lane, post, start, refuse } = await createFixture(redis, production);
    await post('sb', 40);
    for (const take of shots(1, 10)) await start(take);
    for (const take of shots(11, 20)) await refuse(take, 'throttled');
    expect(await lane.stats()).toMatchObject({
      capacity: 10,
      breaker: 'closed',
      learnedLimit: 10,
      inFlight: 10,
    });
  });

  test('treats throttles despite fewer operations as trouble', async () => {
    const { lane, post, start, refuse, finish } = await createFixture(redis, { maximum: 4, degraded: 1 });
    await post('sb', 20);
    for (const take of shots(1, 3)) await start(take);
    await refuse('sb-4', 'throttled');
    expect(await lane.stats()).toMatchObject({ capacity: 3, breaker: 'closed' });
    let [next = ''] = await finish('sb-1');
    await refuse(next, 'throttled');
    expect(await lane.stats()).toMatchObject({ capacity: 2, breaker: 'closed' });
    [next = ''] = await finish('sb-2');
    [next = ''] = await refuse(next, 'throttled');
    await refuse(next, 'throttled');
    expect(await lane.stats()).toMatchObject({ capacity: 1, breaker: 'open', tripReason: 'creates' });
  });

  test('bounds concurrent creates beyond the proven limit', async () => {
    const { post, start } = await createFixture(redis, production);
    const trying = await post('sb', 30);
    expect(trying).toHaveLength(5);
    let inFlight = 0;
    while (trying.length > 0) {
      trying.push(...(await start(trying.shift() as string)));
      inFlight += 1;
      expect(trying.length).toBeLessThanOrEqual(Math.max(5, inFlight));
    }
    expect(inFlight).toBe(20);
  });

  test('a full model does not block the others', async () => {
    const { lane, post, start, finish } = await createFixture(redis, { maximum: 4, caps: { scarce: 1 } });
    await post('many', 10, { model: 'scarce' });
    await start('many-1');
    expect(await lane.stats()).toMatchObject({
      inFlight: 1,
      models: { scarce: { maximum: 1, inFlight: 1 } },
    });
    expect(await post('other', 2)).toEqual(['other-1', 'other-2']);
    expect(await finish('many-1')).toEqual(['many-2']);
  });

  test('does not affect another account', async () => {
    const { lane, post, refuse } = await createFixture(redis, production);
    const other = createLane(redis, `${lane.key}-2`);
    await other.configure({ ...policy, ...production });
    await post('sb', 5);
    await refuse('sb-1', 'auth');
    expect(await other.stats()).toMatchObject({ capacity: 20, inFlight: 0, waiting: 0, breaker: 'closed' });
  });

  test('an isolation is lifted only for its own reason', async () => {
    const { lane, post, refuse } = await createFixture(redis, production);
    await post('sb', 25);
    await refuse('sb-1', 'auth');
    expect(await lane.stats()).toMatchObject({ capacity: 0, breaker: 'isolated', isolation: 'auth' });
    await lane.reopen('balance');
    expect((await lane.stats()).isolation).toBe('auth');
    await lane.reopen('auth');
    expect((await lane.stats()).isolation).toBeUndefined();
  });

  test('an operator’s isolation outlasts later outcomes', async () => {
    const { lane, post, refuse } = await createFixture(redis, production);
    await post('sb', 25);
    await lane.isolate('manual', 'invoice unpaid');
    await refuse('sb-1', 'auth');
    expect(await lane.stats()).toMatchObject({ isolation: 'manual', isolationNote: 'invoice unpaid' });
    await lane.reopen('auth');
    expect((await lane.stats()).isolation).toBe('manual');
    await lane.reopen();
    expect((await lane.stats()).isolation).toBeUndefined();
  });

  test('keeps a manual maximum until the configuration changes', async () => {
    const { lane, post } = await createFixture(redis, { maximum: 4 });
    await post('sb', 9);
    expect(await lane.setMaximum(7)).toMatchObject({ admitted: ['sb-5'] });
    await lane.configure({ ...policy, maximum: 4 });
    expect((await lane.stats()).maximum).toBe(7);
    await lane.configure({ ...policy, maximum: 5 });
    expect((await lane.stats()).maximum).toBe(5);
  });
});

describe('the fair queue', () => {
  test('serves 3 shots soon, despite 5,000 queued before', async () => {
    const { lane, post, start, finish } = await createFixture(redis, { maximum: 1 });
    const [first = ''] = await post('big', 5_000);
    await start(first);
    await post('small', 3);
    // They alternate with the large storyboard.
    expect(await lane.positions(['small-1', 'small-2', 'small-3'])).toEqual([1, 3, 5]);
    const order: string[] = [];
    let [next] = await finish(first);
    while (next !== undefined && order.length < 6) {
      order.push(next);
      await start(next);
      [next] = await finish(next);
    }
    expect(order.slice(0, 2)).toContain('small-1');
    expect(order.filter((take) => take.startsWith('small'))).toHaveLength(3);
  });

  test('estimates positions behind many storyboards', async () => {
    const { lane, post } = await createFixture(redis, { maximum: 0 });
    for (let index = 0; index < 500; index += 1) await post(`sb${1000 + index}`, 2);
    // All start together, so they take turns by name; then each takes a second turn.
    expect(await lane.positions(['sb1000-1', 'sb1299-1', 'sb1499-1'])).toEqual([1, 300, 500]);
    const [second, last] = await lane.positions(['sb1299-2', 'sb1499-2']);
    expect(Math.abs(Number(second) - 800)).toBeLessThanOrEqual(3);
    expect(last).toBe(1000);
  });

  test('a high priority gets more turns, a low one still some', async () => {
    const { post, start, finish } = await createFixture(redis, { maximum: 1 });
    const [first = ''] = await post('zero', 1);
    await start(first);
    await post('high', 40, { weight: 4 });
    await post('low', 40, { weight: 1 });
    let [next = ''] = await finish(first);
    const turns = { high: 0, low: 0 };
    for (let turn = 0; turn < 25; turn += 1) {
      turns[next.startsWith('high') ? 'high' : 'low'] += 1;
      await start(next);
      [next = ''] = await finish(next);
    }
    expect(turns).toEqual({ high: 20, low: 5 });
  });
});
