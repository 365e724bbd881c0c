import type { TakeState } from '@cineflow/contracts';
import { connectRedis } from '@cineflow/testkit';
import type { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { createFixture, type Fixture } from '../../test/fixture.ts';

let redis: Redis & AsyncDisposable;
beforeAll(() => {
  redis = connectRedis(inject('redisUrl'));
});
afterAll(() => redis[Symbol.asyncDispose]());

const PLACES = ['permits', 'wakes', 'due', 'ready', 'budget', 'aside', 'later'] as const;

/** Places of a take in the lane; `line` is the queue. */
async function placesOf({ members, lane }: Fixture, takeId: string): Promise<string[]> {
  const lists = await Promise.all(PLACES.map(members));
  const places: string[] = PLACES.filter((_, index) => lists[index]?.includes(takeId));
  const [position] = await lane.positions([takeId]);
  const isTried = await redis.hexists(`${lane.key}:trying`, takeId);
  return [...places, ...(position === null ? [] : ['line']), ...(isTried ? ['trying'] : [])];
}

/** Reply of a call with nothing to report but `some`. */
const replyWith = (some: object) => ({ admitted: [], newer: [], ended: [], ...some });

const rendering = { state: 'rendering', operationId: 'op', submittedAt: 1_700_000_000_000 } as const;

describe('a queued take', () => {
  test('is admitted within the capacity, else queued', async () => {
    const fixture = await createFixture(redis, { maximum: 1 });
    expect(await fixture.put('a')).toEqual(replyWith({ admitted: ['a'] }));
    expect(await fixture.put('b')).toEqual(replyWith({}));
    expect(await placesOf(fixture, 'a')).toEqual(['permits', 'wakes', 'trying']);
    expect(await placesOf(fixture, 'b')).toEqual(['line']);
    expect(await fixture.record('b')).toEqual({
      version: '1',
      state: 'queued',
      storyboardId: 'sb',
      flow: 'sb|2|sora-2',
      place: '1',
      providerId: 'sora-hk',
    });
  });

  test.each([
    ['is paused', { isPaused: true, isReady: true }, ['aside'], 'paused'],
    ['follows another', { isFollowing: true }, ['aside'], 'dependency'],
    ['is ready', { isReady: true }, ['ready'], undefined],
  ])('gives its permit back where it %s', async (_, change, places, wait) => {
    const fixture = await createFixture(redis, { maximum: 1 });
    await fixture.put('a');
    await fixture.put('b', { place: 2 });
    const { admitted } = await fixture.put('a', change);
    expect(admitted.toSorted()).toEqual(wait === undefined ? ['a', 'b'] : ['b']);
    expect(await placesOf(fixture, 'a')).toEqual(places);
    expect((await fixture.record('a')).wait).toBe(wait);
    await fixture.put('b', { state: 'failed' });
    expect(
      (await fixture.put('a', { isPaused: false, isFollowing: false, isReady: false })).admitted,
    ).toEqual(['a']);
    expect(await placesOf(fixture, 'a')).toEqual(['permits', 'wakes', 'trying']);
    expect((await fixture.record('a')).wait).toBeUndefined();
  });

  test('drops operation and wait of the previous attempt', async () => {
    const fixture = await createFixture(redis);
    await fixture.put('a', rendering);
    await fixture.line.reschedule([{ takeId: 'a', delayMs: 0, progress: 40, isKnown: false }], 'good');
    await fixture.put('a', { state: 'queued' });
    expect(Object.keys(await fixture.record('a')).toSorted()).toEqual([
      'flow',
      'place',
      'providerId',
      'state',
      'storyboardId',
      'version',
    ]);
    expect(await fixture.members('due')).toEqual([]);
  });

  test.each([
    ['throttled', 'rate'],
    ['own', 'storage'],
  ] as const)('backs off if the outcome says so: %s', async (kind, reason) => {
    const fixture = await createFixture(redis);
    await fixture.put('a');
    await fixture.put('a', { state: 'submitting' });
    const outcome = { takeId: 'a', kind, backoffMs: 5000, note: 'refused three times' } as const;
    const { nextChangeAt = 0 } = await fixture.put('a', { state: 'queued' }, { outcome });
    expect(await placesOf(fixture, 'a')).toEqual(['later']);
    expect(await fixture.record('a')).toMatchObject({
      wait: reason,
      waitUntil: String(nextChangeAt),
      waitDetail: 'refused three times',
    });
    expect(nextChangeAt).toBeGreaterThan((await fixture.lane.stats()).now + 4000);
  });
});

describe('a take in flight', () => {
  test('holds a permit until overdue, is polled from rendering', async () => {
    const fixture = await createFixture(redis);
    await fixture.put('a');
    const since = await redis.zscore(`${fixture.line.key}:permits`, 'a');
    await fixture.put('a', { state: 'submitting' });
    expect(await placesOf(fixture, 'a')).toEqual(['permits', 'trying']);
    await fixture.put('a', { state: 'unconfirmed' });
    expect(await placesOf(fixture, 'a')).toEqual(['permits']);
    await fixture.put('a', rendering, { firstPollMs: 20_000 });
    expect(await placesOf(fixture, 'a')).toEqual(['permits', 'due']);
    const due = Number(await redis.zscore(`${fixture.line.key}:due`, 'a'));
    expect(due).toBeGreaterThan((await fixture.lane.stats()).now + 15_000);
    await fixture.put('a', { state: 'overdue' });
    expect(Number(await redis.zscore(`${fixture.line.key}:due`, 'a'))).toBe(due);
    expect(await redis.zscore(`${fixture.line.key}:permits`, 'a')).toBe(since);
    expect(await fixture.record('a')).toMatchObject({ operationId: 'op', submittedAt: '1700000000000' });
  });

  test.each<TakeState>(['submitting', 'unconfirmed', 'rendering', 'overdue'])(
    'gets a permit beyond the limit when put as %s',
    async (state) => {
      const fixture = await createFixture(redis, { maximum: 1 });
      await fixture.put('a');
      await fixture.put('b', { place: 2 });
      await fixture.put('b', { ...rendering, state });
      // A take that has not begun makes room.
      expect(await placesOf(fixture, 'a')).toEqual(['line']);
      expect(await fixture.members('permits')).toEqual(['b']);
    },
  );

  test('drops the polls of the previous generation', async () => {
    const fixture = await createFixture(redis);
    await fixture.put('a', rendering);
    await fixture.line.reschedule([{ takeId: 'a', delayMs: 0, isKnown: false }], 'good');
    await fixture.put('a', { state: 'submitting' });
    expect(await placesOf(fixture, 'a')).toEqual(['permits']);
    await fixture.put('a', { ...rendering, operationId: 'op-2' });
    expect((await fixture.line.overlay(['a']))[0]).toEqual({
      version: 3,
      state: 'rendering',
      operationId: 'op-2',
    });
  });
});

describe('a rendered take', () => {
  test('frees its permit and is no longer polled', async () => {
    const fixture = await createFixture(redis, { maximum: 1 });
    await fixture.put('a', rendering);
    await fixture.put('b');
    expect(await fixture.put('a', { state: 'collecting' }, { renderMs: 61_000.4 })).toEqual(
      replyWith({ admitted: ['b'] }),
    );
    expect(await placesOf(fixture, 'a')).toEqual(['aside']);
    expect(await fixture.line.renderDurations('sora-2')).toEqual([61_000]);
    expect((await fixture.line.overlay(['a']))[0]).toEqual({
      version: 2,
      progress: 100,
      state: 'collecting',
      operationId: 'op',
    });
  });

  test('counts for its kind too', async () => {
    const fixture = await createFixture(redis);
    await fixture.put('a', rendering, { kind: 'sora-2:10' });
    await fixture.put('a', { state: 'collecting' }, { renderMs: 61_000 });
    expect(await fixture.line.renderDurations('sora-2')).toEqual([61_000]);
    expect(await fixture.line.renderDurations('sora-2:10')).toEqual([61_000]);
  });

  test('keeps the last fifty render times of its model', async () => {
    const fixture = await createFixture(redis);
    for (let take = 1; take <= 52; take += 1)
      await fixture.put(`t${take}`, { ...rendering, state: 'collecting' }, { renderMs: take });
    const durations = await fixture.line.renderDurations('sora-2');
    expect([durations.length, durations[0], durations.at(-1)]).toEqual([50, 52, 3]);
    expect(await fixture.line.renderDurations('sora-3')).toEqual([]);
  });

  test.each<TakeState>(['completed', 'reused', 'failed', 'cancelled'])(
    'leaves only a tombstone when it is %s',
    async (state) => {
      const fixture = await createFixture(redis);
      await fixture.put('a', rendering);
      await fixture.put('a', { state });
      expect(await placesOf(fixture, 'a')).toEqual([]);
      expect(await fixture.record('a')).toEqual({ version: '2', state });
      expect(await redis.pttl(`${fixture.prefix}:take:a`)).toBeGreaterThan(590_000);
      expect((await fixture.lane.stats()).waiting).toBe(0);
    },
  );

  test('is live again after a retry', async () => {
    const fixture = await createFixture(redis);
    await fixture.put('a', { state: 'failed' });
    expect((await fixture.put('a', { state: 'queued' })).admitted).toEqual(['a']);
    expect(await redis.pttl(`${fixture.prefix}:take:a`)).toBe(-1);
  });
});

describe('versions', () => {
  test('a higher one applies, a lower one is reported', async () => {
    const fixture = await createFixture(redis);
    await fixture.put('a', { version: 5 });
    expect(await fixture.put('a', { version: 5, state: 'failed' })).toEqual(replyWith({}));
    expect(await fixture.put('a', { version: 4, state: 'failed' })).toEqual(replyWith({ newer: ['a'] }));
    expect(await placesOf(fixture, 'a')).toEqual(['permits', 'wakes', 'trying']);
    expect((await fixture.put('a', { version: 6, state: 'failed' })).ended).toEqual(['a']);
    expect(await placesOf(fixture, 'a')).toEqual([]);
  });

  test('an older row does not revive a tombstone', async () => {
    const fixture = await createFixture(redis);
    await fixture.put('a', { version: 7, state: 'completed' });
    expect(await fixture.put('a', { version: 6, ...rendering })).toEqual(replyWith({ newer: ['a'] }));
    expect(await placesOf(fixture, 'a')).toEqual([]);
    expect(await redis.pttl(`${fixture.prefix}:take:a`)).toBeGreaterThan(0);
  });
});

describe('an outcome', () => {
  test('is applied before the row of its take', async () => {
    const fixture = await createFixture(redis);
    await fixture.post('sb', 2);
    await fixture.refuse('sb-1', 'error');
    await fixture.put('sb-2', { state: 'submitting' });
    const unconfirmed = { takeId: 'sb-2', kind: 'unconfirmed-error' } as const;
    await fixture.put('sb-2', { state: 'unconfirmed' }, { outcome: unconfirmed });
    expect(await fixture.lane.stats()).toMatchObject({ breaker: 'open', tripReason: 'creates' });
  });

  test('counts even with a stale row', async () => {
    const fixture = await createFixture(redis);
    await fixture.put('a');
    await fixture.put('a', { state: 'submitting' });
    await fixture.put('a', { version: 9 });
    const stale = { version: 3, state: 'queued' } as const;
    await fixture.put('a', stale, { outcome: { takeId: 'a', kind: 'balance', throttleMs: 5000 } });
    const { isolation, throttledUntil = 0, now } = await fixture.lane.stats();
    expect(isolation).toBe('balance');
    expect(throttledUntil).toBeGreaterThan(now + 4000);
  });

  test('teaches no limit when repeated', async () => {
    const fixture = await createFixture(redis, { maximum: 20 });
    await fixture.post('sb', 5);
    await fixture.start('sb-1');
    await fixture.put('sb-2', { state: 'submitting' });
    const row = fixture.row('sb-2', { state: 'queued', isPaused: true });
    const call = { takes: [row], outcome: { takeId: 'sb-2', kind: 'throttled' } } as const;
    await fixture.line.put(call);
    const learned = await redis.hmget(fixture.line.key, 'learned', 'throttles');
    await fixture.line.put(call);
    expect(learned).toEqual(['1', '1']);
    expect(await redis.hmget(fixture.line.key, 'learned', 'throttles')).toEqual(learned);
  });

  test('without evidence changes nothing', async () => {
    const fixture = await createFixture(redis);
    await fixture.post('sb', 2);
    await fixture.refuse('sb-1', 'proved');
    await fixture.refuse('sb-2', 'own');
    expect(await fixture.lane.stats()).toMatchObject({
      failures: 0,
      consecutiveErrors: 0,
      breaker: 'closed',
    });
  });
});

test('keeps the last witnesses', async () => {
  const { line, prefix } = await createFixture(redis);
  for (let attempt = 1; attempt <= 66; attempt += 1) await line.put({ takes: [], witness: `w${attempt}` });
  const witness = await redis.lrange(`${prefix}:witness`, 0, -1);
  expect([witness.length, witness[0], witness.at(-1)]).toEqual([64, 'w66', 'w3']);
});

test('sends many rows in parts with one reply', async () => {
  const { line, lane, row } = await createFixture(redis, { maximum: 3 });
  const takes = Array.from({ length: 450 }, (_, index) => row(`t${index}`, { place: index }));
  const outcome = { takeId: 't449', kind: 'own', backoffMs: 60_000 } as const;
  const reply = await line.put({ takes, outcome });
  expect(reply.admitted).toEqual(['t0', 't1', 't2']);
  expect(reply.nextChangeAt).toBeGreaterThan((await lane.stats()).now);
  expect((await lane.stats()).waiting).toBe(447);
  expect(await redis.zrange(`${line.key}:later`, '0', '-1')).toEqual(['t449']);
});

test('rejects a take of another account', async () => {
  const { line, row } = await createFixture(redis);
  await expect(line.put({ takes: [row('a', { providerId: 'other' })] })).rejects.toThrow(/belongs to other/);
});
