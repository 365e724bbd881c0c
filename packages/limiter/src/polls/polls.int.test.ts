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

/** A lane with operations in flight, all due now. */
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
  /** Waits of 4 s, so much of which are left. */
  const leftOf = async (lefts: readonly number[]) => {
    await dueIn(lefts.map(() => 4000));
    const { now } = await given.lane.stats();
    const scores = lefts.flatMap((left, index) => [now + left, `sb-${index + 1}`]);
    await redis.zadd(`${given.line.key}:due`, ...scores);
  };
  return { ...given, claim, dueIn, leftOf };
}

describe('a claim', () => {
  test('takes along who is due in a moment, but looks for nobody else', async () => {
    const { claim, leftOf } = await fixture(3);
    await leftOf([0, 400, 3000]);
    expect((await claim()).claims.map(({ takeId }) => takeId)).toEqual(['sb-1', 'sb-2']);
    await leftOf([200, 300, 3000]);
    const { claims, nextAt = 0, now } = await claim();
    expect(claims).toEqual([]);
    expect(nextAt - now).toBeGreaterThan(100);
    expect(nextAt - now).toBeLessThanOrEqual(200);
  });

  test('asks by list from so many on, and then for all that have waited half of their time', async () => {
    const { claim, leftOf } = await fixture(6);
    const list = { from: 4, count: 100 };
    await leftOf([0, 0, 400, 3000, 3000, 3000]);
    expect(await claim({ list })).toMatchObject({ byList: false, claims: { length: 3 } });
    await leftOf([0, 0, 400, 1000, 1200, 3000]);
    expect(await claim({ list })).toMatchObject({ byList: true, inFlight: 6, claims: { length: 5 } });
  });

  test('takes nobody along who has only begun to wait', async () => {
    const { claim, dueIn } = await fixture(6);
    await dueIn([0, 400, 400, 400, 400, 400]);
    expect(await claim({ list: { from: 2, count: 100 } })).toMatchObject({
      byList: false,
      claims: { length: 1 },
    });
  });

  test('says which renders an operation is like, and when it was last seen running', async () => {
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
    // An answer that tells nothing leaves it as it was.
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
  test('is one for all, and comes back', async () => {
    const { claim, line } = await fixture(6);
    expect((await claim({ perSecond: 4 })).claims).toHaveLength(4);
    const { claims, nextAt = 0, now } = await claim({ perSecond: 4 });
    expect(claims).toEqual([]);
    expect(nextAt).toBeGreaterThan(now);
    expect(await line.grantPolls(3, 4)).toMatchObject({ granted: 0 });
    await eventually(async () => (await claim({ perSecond: 4 })).claims.length === 2);
    expect(await line.grantPolls(9, 4)).toMatchObject({ granted: 2 });
  });

  test('says for how long the provider has not known an operation, without another answer in between', async () => {
    const { prefix, claim, line } = await fixture(1);
    const answer = async (isKnown?: boolean) => {
      const told = isKnown === undefined ? {} : { isKnown };
      await line.reschedule([{ takeId: 'sb-1', delayMs: 0, ...told }], 'good');
      return (await claim()).claims[0]?.missingMs;
    };
    expect(await answer()).toBeUndefined();
    expect(await answer(false)).toBeGreaterThanOrEqual(0);
    await eventually(async () => ((await answer(false)) ?? 0) > 5);
    // No answer at all says nothing.
    expect(await answer()).toBeGreaterThan(5);
    const since = () => redis.hget(`${prefix}:take:sb-1`, 'missingAt');
    const first = Number(await since());
    expect(await answer(true)).toBeUndefined();
    expect(await answer(false)).toBeGreaterThanOrEqual(0);
    expect(Number(await since())).toBeGreaterThan(first);
  });

  test('is none while the provider wants to be left alone', async () => {
    const { line } = await fixture(1);
    await line.reschedule([], 'unknown', 60_000);
    const { granted, waitMs } = await line.grantPolls(1);
    expect(granted).toBe(0);
    expect(waitMs).toBeGreaterThan(50_000);
  });

  test('has no limit unless one is set', async () => {
    const { claim } = await fixture(6);
    expect((await claim()).claims).toHaveLength(6);
  });
});

test('a provider that wants to be left alone is asked for nothing, and submits go on', async () => {
  const { claim, line, lane } = await fixture(2);
  await line.reschedule([{ takeId: 'sb-1', delayMs: 0 }], 'failed', 300);
  const { claims, nextAt = 0, now } = await claim();
  expect(claims).toEqual([]);
  expect(nextAt).toBeGreaterThan(now);
  expect((await lane.stats()).throttledUntil).toBeUndefined();
  await eventually(async () => (await claim()).claims.length === 2);
});
