import { connectRedis, eventually } from '@cineflow/testkit';
import type { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, inject, test, vi } from 'vitest';
import { createFixture, createRows, type Fixture } from '../../test/fixture.ts';
import { createLine } from './line.ts';
import { createEpochs } from '../epochs/epochs.ts';

let redis: Redis & AsyncDisposable;
beforeAll(() => {
  redis = connectRedis(inject('redisUrl'));
});
afterAll(() => redis[Symbol.asyncDispose]());

const rendering = { state: 'rendering', operationId: 'op', submittedAt: 1_700_000_000_000 } as const;

describe('look', () => {
  test('returns epoch, permit and the state in Redis', async () => {
    const { line, put, prefix, lane } = await createFixture(redis, { maximum: 1 });
    const epochs = createEpochs(redis, prefix);
    await put('a');
    await put('b');
    const before = await Promise.all(['a', 'b', 'c'].map((takeId) => line.look({ takeId })));
    expect(before).toMatchObject([
      { epoch: null, permit: true, version: 1, state: 'queued' },
      { epoch: null, permit: false, version: 1, state: 'queued' },
      { epoch: null, permit: false },
    ]);
    expect(before[2]).not.toHaveProperty('version');
    await epochs.lease('test', 1000);
    await epochs.open({ number: 3, bookId: 'book', holder: 'test' });
    const { epoch, now } = await line.look({ takeId: 'a' });
    expect(epoch).toBe(3);
    expect(Math.abs((await lane.stats()).now - now)).toBeLessThan(5000);
  });
});

test('a take that moved to another lane leaves no trace in this one', async () => {
  const { line, put, row, prefix, lane, members } = await createFixture(redis, { maximum: 1 });
  const other = createLine(redis, prefix, 'other');
  await put('a');
  await put('b');
  await other.put({ takes: [row('a', { providerId: 'other' })] });
  expect(await line.look({ takeId: 'a' })).toMatchObject({ providerId: 'other' });
  expect(await line.leave({ takeIds: ['a'] })).toEqual({ admitted: ['b'] });
  expect(await members('permits')).toEqual(['b']);
  expect(await line.ghosts({ cursor: '0' })).toMatchObject({ takeIds: ['b'] });
  expect(await lane.positions(['a'])).toEqual([null]);
  expect(await other.look({ takeId: 'a' })).toMatchObject({ version: 2, state: 'queued' });
});

test('concurrent calls share a round trip', async () => {
  const { line, put } = await createFixture(redis);
  await Promise.all([put('a'), line.look({ takeId: 'a' })]);
  const calls = vi.spyOn(redis, 'evalsha');
  const ids = ['b', 'c', 'd'];
  await Promise.all(ids.flatMap((takeId) => [put(takeId), line.look({ takeId })]));
  expect(calls).toHaveBeenCalledTimes(2);
  calls.mockRestore();
});

describe('a budget', () => {
  test('parks a take, which later returns to its place', async () => {
    const { line, put, members, record, lane } = await createFixture(redis, { maximum: 1 });
    await put('a');
    await put('b', { place: 2 });
    const parked = { takeId: 'a', budgetId: 'day', detail: 'the budget of the day is used up' };
    expect(await line.parkForBudget(parked)).toEqual({ admitted: ['b'] });
    expect(await line.parkForBudget(parked)).toEqual({ admitted: [] });
    expect(await members('permits')).toEqual(['b']);
    expect(await record('a')).toMatchObject({ wait: 'budget', waitDetail: parked.detail, budgetId: 'day' });
    expect(await line.budgetParked({ offset: 0, count: 10 })).toEqual(['a']);
    expect(await line.budgetParked({ offset: 1, count: 10 })).toEqual([]);
    expect(await line.budgetParked({ offset: 0, count: 0 })).toEqual([]);
    await line.setParkedDetail({ takes: ['a', 'b'].map((takeId) => ({ takeId, detail: 'another' })) });
    expect((await line.overlay(['a', 'b'])).map((overlay) => overlay?.waitDetail)).toEqual([
      'another',
      undefined,
    ]);
    expect(await line.unpark({ takeIds: ['a', 'b'] })).toEqual({ admitted: [] });
    expect(await lane.positions(['a'])).toEqual([1]);
    expect(await record('a')).not.toHaveProperty('wait');
    expect((await put('b', { state: 'failed' })).admitted).toEqual(['a']);
  });

  test('parks only queued takes that are not paused', async () => {
    const { line, put, members, prefix } = await createFixture(redis);
    await put('a', { isPaused: true });
    await put('b', rendering);
    for (const takeId of ['a', 'b', 'c']) await line.parkForBudget({ takeId, budgetId: 'x', detail: '' });
    expect(await members('budget')).toEqual([]);
    expect(await members('permits')).toEqual(['b']);
    expect(await redis.exists(`${prefix}:take:c`)).toBe(0);
  });

  test('parks a ready take whose clip is lost', async () => {
    const { line, put, members } = await createFixture(redis);
    await put('a', { isReady: true });
    await line.parkForBudget({ takeId: 'a', budgetId: 'x', detail: '' });
    expect([await members('ready'), await members('budget')]).toEqual([[], ['a']]);
    await put('a', { isReady: false });
    expect([await members('budget'), await members('permits')]).toEqual([[], ['a']]);
  });
});

describe('a postponed collect', () => {
  test('has a reason and counts failed downloads', async () => {
    const { line, put } = await createFixture(redis);
    await put('a', { ...rendering, state: 'collecting' });
    const postpone = { takeId: 'a', retryInMs: 1000, detail: 'expired', dropLink: false };
    await line.postponeCollect({ ...postpone, reason: 'storage' });
    await line.postponeCollect({ ...postpone, reason: 'download', dropLink: true });
    const [overlay] = await line.overlay(['a']);
    expect(overlay).toMatchObject({
      wait: 'download',
      waitDetail: 'expired',
      collectFailures: 1,
      linkDropped: true,
    });
    expect(overlay?.waitUntil).toBeGreaterThan(1_700_000_000_000);
    await put('a', { state: 'completed' });
    await line.postponeCollect({ ...postpone, reason: 'download' });
    expect(await line.overlay(['a', 'b'])).toEqual([{ version: 2, state: 'completed' }, null]);
  });

  test('does not wake a ready take before its time', async () => {
    const { line, lane, put } = await createFixture(redis);
    await put('a', { isReady: true });
    await put('b', { isReady: true });
    await line.postponeCollect({
      takeId: 'a',
      reason: 'storage',
      retryInMs: 9000,
      detail: '',
      dropLink: false,
    });
    await eventually(async () => (await lane.wakeAgain(5)).admitted.join() === 'b');
  });
});

test('compares versions in both directions', async () => {
  const { line, put } = await createFixture(redis);
  for (const takeId of ['a', 'b', 'c']) await put(takeId, { version: 5 });
  const takes = [
    ['a', 5],
    ['b', 6],
    ['c', 4],
    ['d', 1],
  ] as const;
  expect(await line.compare({ takes })).toEqual({ behind: ['b', 'd'], newer: ['c'] });
  expect(await line.compare({ takes: [] })).toEqual({ behind: [], newer: [] });
});

async function allGhosts({ line }: Fixture, count: number): Promise<string[]> {
  const found: string[] = [];
  let cursor = '0';
  do {
    const page = await line.ghosts({ cursor, count });
    found.push(...page.takeIds);
    cursor = page.cursor;
  } while (cursor !== '0');
  return [...new Set(found)].toSorted();
}

describe('ghosts', () => {
  test('are all takes of the lane, page by page', async () => {
    const fixture = await createFixture(redis, { maximum: 1 });
    const { put, line } = fixture;
    await put('permit');
    await put('line', { place: 2 });
    await put('rendering', rendering);
    await put('paused', { isPaused: true });
    await put('ready', { isReady: true });
    await put('collecting', { state: 'collecting' });
    await put('done', { state: 'completed' });
    await put('parked');
    await line.parkForBudget({ takeId: 'parked', budgetId: 'x', detail: '' });
    await redis.zadd(`${line.key}:due`, 1, 'torn-due');
    await redis.zadd(`${line.key}:permits`, 1, 'torn-permit');
    const all = [
      'collecting',
      'line',
      'parked',
      'paused',
      'permit',
      'ready',
      'rendering',
      'torn-due',
      'torn-permit',
    ];
    expect(await allGhosts(fixture, 500)).toEqual(all);
    expect(await allGhosts(fixture, 1)).toEqual(all);
    await line.drop({ takeIds: all });
    expect(await allGhosts(fixture, 500)).toEqual([]);
    expect(await redis.keys(`${fixture.prefix}:take:*`)).toEqual([`${fixture.prefix}:take:done`]);
  });

  test('come in several pages', async () => {
    const fixture = await createFixture(redis, { maximum: 1 });
    await fixture.post('sb', 700);
    expect((await fixture.line.ghosts({ cursor: '0', count: 100 })).cursor).not.toBe('0');
    expect(await allGhosts(fixture, 100)).toHaveLength(700);
  });

  test('free their permit when dropped', async () => {
    const { line, post } = await createFixture(redis, { maximum: 1 });
    await post('sb', 2);
    expect(await line.drop({ takeIds: ['sb-1', 'unknown'] })).toEqual({ admitted: ['sb-2'] });
    expect(await line.look({ takeId: 'sb-1' })).toMatchObject({ permit: false });
  });
});

describe('audit', () => {
  test('repairs inconsistencies only', async () => {
    const fixture = await createFixture(redis, { maximum: 3 });
    const { line, put, members, lane } = fixture;
    await put('rendering', rendering);
    await put('submitting', { state: 'submitting' });
    await put('collecting', { state: 'collecting' });
    await put('paused', { isPaused: true });
    await put('ready', { isReady: true });
    await put('admitted');
    await put('waiting', { place: 7 });
    await put('parked');
    await line.parkForBudget({ takeId: 'parked', budgetId: 'x', detail: '' });
    const takeIds = [
      'rendering',
      'submitting',
      'collecting',
      'paused',
      'ready',
      'admitted',
      'waiting',
      'parked',
    ];
    expect(await line.audit({ takeIds: [...takeIds, 'unknown'] })).toEqual({ repaired: 0, admitted: [] });
    await redis.zrem(`${line.key}:permits`, 'rendering', 'submitting');
    await redis.zrem(`${line.key}:due`, 'rendering');
    await redis.zadd(`${line.key}:permits`, 1, 'collecting');
    await redis.zrem(`${line.key}:wakes`, 'admitted');
    await redis.zrem(`${line.key}:flow:sb|2|sora-2`, 'waiting');
    await redis.del(`${line.key}:aside`, `${line.key}:budget`);
    expect(await line.audit({ takeIds })).toEqual({ repaired: 8, admitted: [] });
    expect((await members('permits')).toSorted()).toEqual(['admitted', 'rendering', 'submitting']);
    expect([await members('due'), await members('wakes')]).toEqual([['rendering'], ['admitted']]);
    expect([(await members('aside')).toSorted(), await members('budget')]).toEqual([
      ['collecting', 'paused'],
      ['parked'],
    ]);
    expect(await lane.positions(['waiting'])).toEqual([1]);
    expect(await line.audit({ takeIds })).toEqual({ repaired: 0, admitted: [] });
  });

  test('survives a flow without names', async () => {
    const { line, post, put } = await createFixture(redis, { maximum: 1 });
    await post('sb', 3);
    await redis.del(`${line.key}:flows`);
    expect((await put('sb-1', { state: 'failed' })).admitted).toEqual(['sb-2']);
    expect(await line.look({ takeId: 'sb-2' })).toMatchObject({ permit: true });
  });
});

describe('after a loss', () => {
  test('admits takes in flight first, within the capacity', async () => {
    const { line, lane, put, prefix, members } = await createFixture(redis, { maximum: 4, degraded: 2 });
    await redis.hset(line.key, 'proven', 4);
    for (const takeId of ['a', 'b', 'c']) await put(takeId, { ...rendering, operationId: takeId });
    await createEpochs(redis, prefix).dropTakes();
    const rows = createRows();
    const inFlight = ['a', 'b', 'c'].map((takeId) => rows(takeId, { ...rendering, operationId: takeId }));
    await line.put({ takes: inFlight });
    expect((await lane.stats()).inFlight).toBe(3);
    const queued = Array.from({ length: 20 }, (_, place) => rows(`q${place}`, { place }));
    expect((await line.put({ takes: queued })).admitted).toEqual(['q0']);
    // The lane was lost too: takes admitted beyond the degraded limit that have not begun are taken back.
    const { nextChangeAt = 0 } = await line.startDegraded();
    expect(await members('permits')).toEqual(['a', 'b', 'c']);
    expect(await lane.positions(['q0'])).toEqual([1]);
    const stats = await lane.stats();
    expect(stats).toMatchObject({ capacity: 2, breaker: 'recovering', tripReason: 'recovery', nextChangeAt });
    expect(nextChangeAt - stats.now).toBeLessThanOrEqual(1000);
    const takes = [rows('a', { state: 'completed' }), rows('b', { state: 'completed' })];
    expect((await line.put({ takes })).admitted).toHaveLength(1);
    expect((await lane.stats()).inFlight).toBe(2);
  });

  test('keeps a lane without policy, and an open breaker', async () => {
    const { line, lane } = await createFixture(redis);
    await lane.trip();
    const before = await redis.hget(line.key, 'trippedAt');
    await line.startDegraded();
    expect(await redis.hget(line.key, 'trippedAt')).toBe(before);
    await redis.del(line.key);
    expect(await line.startDegraded()).toEqual({ admitted: [] });
    expect(await redis.hexists(line.key, 'trippedAt')).toBe(0);
  });
});
