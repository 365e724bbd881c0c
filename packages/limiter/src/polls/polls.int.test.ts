import { connectRedis, eventually } from '@cineflow/testkit';
import type { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { createFixture } from '../../test/fixture.ts';
import type { PollClaim } from './polls.ts';

let redis: Redis & AsyncDisposable;
beforeAll(() => {
  redis = connectRedis(inject('redisUrl'));
});
afterAll(() => redis[Symbol.asyncDispose]());

/** A lane with operations in flight, all due. */
async function fixture(count: number) {
  const given = await createFixture(redis, { maximum: count });
  await redis.hset(given.lane.key, 'proven', count);
  await given.post('sb', count);
  for (let place = 1; place <= count; place += 1) await given.start(`sb-${place}`);
  const claim = async (more: Partial<PollClaim> = {}) =>
    given.line.claimDue({ count: 50, leaseMs: 5000, earlyMs: 500, ...more });
  const dueIn = (delays: readonly number[]) =>
    given.line.reschedule(
      delays.map((delayMs, index) => ({ takeId: `sb-${index + 1}`, delayMs })),
      'unknown',
    );
  /** Delays of 4 s with this share left. */
  const leftOf = async (lefts: readonly number[]) => {
    await dueIn(lefts.map(() => 4000));
    const { now } = await given.lane.stats();
    const scores = lefts.flatMap((left, index) => [now + left, `sb-${index + 1}`]);
    await redis.zadd(`${given.line.key}:due`, ...scores);
  };
  return { ...given, claim, dueIn, leftOf };
}

describe('a claim', () => {
  test('includes operations due soon, but triggers on none', async () => {
    const { claim, leftOf } = await fixture(3);
    await leftOf([0, 400, 3000]);
    expect((await claim()).claims.map(({ takeId }) => takeId)).toEqual(['sb-1', 'sb-2']);
    await leftOf([200, 300, 3000]);
    const { claims, nextAt = 0, now } = await claim();
    expect(claims).toEqual([]);
    expect(nextAt - now).toBeGreaterThan(100);
    expect(nextAt - now).toBeLessThanOrEqual(200);
  });

  test('uses the list above a threshold, past half the delay', async () => {
    const { claim, leftOf } = await fixture(6);
    const list = { from: 4, count: 100 };
    await leftOf([0, 0, 400, 3000, 3000, 3000]);
    expect(await claim({ list })).toMatchObject({ byList: false, claims: { length: 3 } });
    await leftOf([0, 0, 400, 1000, 1200, 3000]);
    expect(await claim({ list })).toMatchObject({ byList: true, inFlight: 6, claims: { length: 5 } });
  });

  test('leaves out fresh operations', async () => {
    const { claim, dueIn } = await fixture(6);
    await dueIn([0, 400, 400, 400, 400, 400]);
    expect(await claim({ list: { from: 2, count: 100 } })).toMatchObject({
      byList: false,
      claims: { length: 1 },
    });
  });

  test('returns kind and last running age', async () => {
    const { claim, put, line } = await fixture(2);
    const start = { state: 'rendering', operationId: 'op', submittedAt: Date.now() } as const;
    await put('sb-1', { state: 'queued' });
    await put('sb-1', { state: 'submitting' });
    await put('sb-1', start, { kind: 'sora-2:10' });
    const [other, fresh] = (await claim()).claims;
    expect(other).not.toHaveProperty('kind');
    expect(fresh).toMatchObject({ takeId: 'sb-1', kind: 'sora-2:10' });
    expect(fresh).not.toHaveProperty('runningMs');
    const answer = async (isRunning: boolean) => {
      await line.reschedule([{ takeId: 'sb-1', delayMs: 0, isRunning }], 'good');
      return (await claim()).claims[0]?.runningMs;
    };
    const seen = await answer(true);
    expect(seen).toBeGreaterThanOrEqual(0);
    // An answer without information changes nothing.
    expect(await answer(false)).toBe(seen);
  });

  test('is a lease', async () => {
    const { claim } = await fixture(1);
    expect((await claim({ leaseMs: 100 })).claims).toHaveLength(1);
    expect((await claim({ leaseMs: 100 })).claims).toEqual([]);
    await eventually(async () => (await claim()).claims.length === 1);
  });
});

describe('the budget of polls', () => {
  test('is shared and refills', async () => {
    const { claim, line } = await fixture(6);
    expect((await claim({ perSecond: 4 })).claims).toHaveLength(4);
    const { claims, nextAt = 0, now } = await claim({ perSecond: 4 });
    expect(claims).toEqual([]);
    expect(nextAt).toBeGreaterThan(now);
    expect(await line.grantPolls(3, 4)).toMatchObject({ granted: 0 });
    await eventually(async () => (await claim({ perSecond: 4 })).claims.length === 2);
    expect(await line.grantPolls(9, 4)).toMatchObject({ granted: 2 });
  });

  test('returns how long an operation has been missing', async () => {
    const { prefix, claim, line } = await fixture(1);
    const answer = async (isKnown?: boolean) => {
      const told = isKnown === undefined ? {} : { isKnown };
      await line.reschedule([{ takeId: 'sb-1', delayMs: 0, ...told }], 'good');
      return (await claim()).claims[0]?.missingMs;
    };
    expect(await answer()).toBeUndefined();
    expect(await answer(false)).toBeGreaterThanOrEqual(0);
    await eventually(async () => ((await answer(false)) ?? 0) > 5);
    // No answer, no information.
    expect(await answer()).toBeGreaterThan(5);
    const since = () => redis.hget(`${prefix}:take:sb-1`, 'missingAt');
    const first = Number(await since());
    expect(await answer(true)).toBeUndefined();
    expect(await answer(false)).toBeGreaterThanOrEqual(0);
    expect(Number(await since())).toBeGreaterThan(first);
  });

  test('returns how many odd answers came in a row', async () => {
    const { claim, line } = await fixture(1);
    const answer = async (more: { odd?: string; isClear?: boolean }) => {
      await line.reschedule([{ takeId: 'sb-1', delayMs: 0, ...more }], 'good');
      const [kept] = await line.overlay(['sb-1']);
      return [(await claim()).claims[0]?.oddTimes, kept?.oddTimes, kept?.odd];
    };
    expect(await answer({})).toEqual([undefined, undefined, undefined]);
    expect(await answer({ odd: 'status "reviewing"' })).toEqual([1, 1, 'status "reviewing"']);
    const [before] = await line.overlay(['sb-1']);
    expect(await answer({ odd: 'HTTP 500' })).toEqual([2, 2, 'HTTP 500']);
    // No answer, no information.
    expect(await answer({})).toEqual([2, 2, 'HTTP 500']);
    const [after] = await line.overlay(['sb-1']);
    expect(after?.oddAt).toBe(before?.oddAt);
    expect(await answer({ isClear: true })).toEqual([undefined, undefined, undefined]);
  });

  test('is empty during a throttle of polls', async () => {
    const { line } = await fixture(1);
    await line.reschedule([], 'unknown', 60_000);
    const { granted, waitMs } = await line.grantPolls(1);
    expect(granted).toBe(0);
    expect(waitMs).toBeGreaterThan(50_000);
  });

  test('is unlimited by default', async () => {
    const { claim } = await fixture(6);
    expect((await claim()).claims).toHaveLength(6);
  });
});

test('a throttle of polls does not stop creates', async () => {
  const { claim, line, lane } = await fixture(2);
  await line.reschedule([{ takeId: 'sb-1', delayMs: 0 }], 'failed', 300);
  const { claims, nextAt = 0, now } = await claim();
  expect(claims).toEqual([]);
  expect(nextAt).toBeGreaterThan(now);
  expect((await lane.stats()).throttledUntil).toBeUndefined();
  await eventually(async () => (await claim()).claims.length === 2);
});
