import { connectRedis } from '@cineflow/testkit';
import type { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { createStage, film, type Stage } from '../test/stage.ts';

const detail = {};
let redis: Redis & AsyncDisposable;
beforeAll(() => {
  redis = connectRedis(inject('redisUrl'));
});
afterAll(() => redis[Symbol.asyncDispose]());

const stage = (maximum = 2): Promise<Stage> => createStage(redis, { maximum });
const accept = (steps: Stage['steps'], take: string, operationId = `op-${take}`) =>
  steps.accepted({ take, operationId, firstPollMs: 0, costCents: 6, detail });

describe('a take', () => {
  test('goes from the queue to a stored film, and its permit goes to the next one when the render is done', async () => {
    const { ledger, steps, post } = await stage(1);
    expect(await post('sb', 2)).toEqual(['sb-1-1']);
    expect(await steps.begin({ take: 'sb-2-1', holder: 'h' })).toMatchObject({ verdict: 'no-permit' });
    expect(await steps.begin({ take: 'sb-1-1', holder: 'h' })).toMatchObject({ verdict: 'go', attempt: 1 });
    expect(await accept(steps, 'sb-1-1')).toMatchObject({ verdict: 'accepted', admitted: [] });
    const { claims } = await steps.claimDue({ count: 10, leaseMs: 5000, earlyMs: 0 });
    expect(claims).toMatchObject([{ take: 'sb-1-1', operationId: 'op-sb-1-1', state: 'rendering' }]);
    const rendered = await steps.rendered({
      take: 'sb-1-1',
      operationId: 'op-sb-1-1',
      link: 'http://x',
      detail,
    });
    expect(rendered).toMatchObject({ verdict: 'collecting', admitted: ['sb-2-1'] });
    await steps.filmKept({ take: 'sb-1-1', event: 'store', film, detail });
    expect(await ledger.take('sb-1-1')).toMatchObject({ state: 'completed', film, costCents: 6, attempt: 1 });
    const storyboard = await ledger.storyboard('sb');
    expect(storyboard).toMatchObject({ spentCents: 6, counts: { completed: 1, queued: 1 } });
    const events = (await ledger.timeline('sb-1-1')).map(({ event }) => event);
    expect(events).toEqual(['begin', 'accept', 'render', 'store']);
  });

  test('is begun by one holder only, who may ask twice', async () => {
    const { steps, post } = await stage();
    await post('sb', 1);
    expect(await steps.begin({ take: 'sb-1-1', holder: 'a' })).toMatchObject({ verdict: 'go', attempt: 1 });
    expect(await steps.begin({ take: 'sb-1-1', holder: 'a' })).toMatchObject({ verdict: 'go', attempt: 1 });
    expect(await steps.begin({ take: 'sb-1-1', holder: 'b' })).toMatchObject({
      verdict: 'moved-on',
      state: 'submitting',
    });
  });

  test('takes a late report that it was accepted, whatever was decided meanwhile', async () => {
    const { ledger, steps, post } = await stage();
    await post('sb', 1);
    await steps.begin({ take: 'sb-1-1', holder: 'a' });
    await steps.doubt({ take: 'sb-1-1', by: { olderThanMs: 0 }, countsAsError: false, detail });
    await steps.requeue({ take: 'sb-1-1', by: { holder: 'a', attempt: 1 }, cause: 'proved', detail });
    expect(await accept(steps, 'sb-1-1')).toMatchObject({ verdict: 'accepted' });
    expect(await ledger.take('sb-1-1')).toMatchObject({ state: 'rendering', operationId: 'op-sb-1-1' });
    expect(await accept(steps, 'sb-1-1')).toMatchObject({ verdict: 'already' });
    expect(await accept(steps, 'sb-1-1', 'other')).toMatchObject({
      verdict: 'second',
      operation: 'op-sb-1-1',
    });
    expect(await accept(steps, 'sb-1-1', 'other')).toMatchObject({ verdict: 'already' });
  });

  test('is not moved by a holder who lost it', async () => {
    const { steps, post } = await stage();
    await post('sb', 1);
    await steps.begin({ take: 'sb-1-1', holder: 'a' });
    const stale = { verdict: 'stale' };
    expect(
      await steps.requeue({ take: 'sb-1-1', by: { holder: 'b' }, cause: 'error', detail }),
    ).toMatchObject(stale);
    expect(
      await steps.requeue({ take: 'sb-1-1', by: { holder: 'a', attempt: 1 }, cause: 'proved', detail }),
    ).toMatchObject(stale);
    expect(
      await steps.doubt({ take: 'sb-1-1', by: { holder: 'b' }, countsAsError: true, detail }),
    ).toMatchObject(stale);
    const wait = await steps.doubt({
      take: 'sb-1-1',
      by: { olderThanMs: 60_000 },
      countsAsError: true,
      detail,
    });
    expect(wait.verdict).toBe('wait');
    expect(wait.waitMs).toBeGreaterThan(50_000);
  });

  test('owns its operation alone', async () => {
    const { steps, post } = await stage();
    await post('sb', 2);
    for (const take of ['sb-1-1', 'sb-2-1']) await steps.begin({ take, holder: take });
    await accept(steps, 'sb-1-1', 'op');
    expect(await accept(steps, 'sb-2-1', 'op')).toMatchObject({ verdict: 'bound', take: 'sb-1-1' });
    expect(await steps.boundOperations(['op', 'none'])).toEqual(new Set(['op']));
  });
});

describe('the same content', () => {
  test('is not made twice at the same time: the second waits and then reuses the film', async () => {
    const { ledger, steps, post, finish } = await stage();
    await post('one', 1, { content: 'same' });
    await steps.begin({ take: 'one-1-1', holder: 'a' });
    await post('two', 1, { content: 'same' });
    expect(await steps.begin({ take: 'two-1-1', holder: 'b' })).toMatchObject({ verdict: 'follow' });
    expect((await ledger.take('two-1-1'))?.wait).toBe('dependency');
    await accept(steps, 'one-1-1');
    expect(await finish('one-1-1')).toContain('two-1-1');
    expect(await steps.begin({ take: 'two-1-1', holder: 'b' })).toMatchObject({
      verdict: 'reuse',
      film: JSON.stringify(film),
    });
    await steps.filmKept({ take: 'two-1-1', event: 'reuse', film, detail });
    expect((await ledger.storyboard('two'))?.counts.skipped).toBe(1);
  });

  test('is not paid again by a follower when the first one fails', async () => {
    const { ledger, steps, post } = await stage();
    await post('one', 1, { content: 'same' });
    await steps.begin({ take: 'one-1-1', holder: 'a' });
    await post('two', 1, { content: 'same' });
    await steps.begin({ take: 'two-1-1', holder: 'b' });
    const failure = { reason: 'content-policy', message: 'no' } as const;
    const failed = await steps.fail({ take: 'one-1-1', event: 'refuse', holder: 'a', failure, detail });
    expect(failed.admitted).toContain('two-1-1');
    expect(await ledger.take('two-1-1')).toMatchObject({ state: 'failed', failure, attempt: 0 });
    await post('three', 1, { content: 'same' });
    expect(await steps.begin({ take: 'three-1-1', holder: 'c' })).toMatchObject({ verdict: 'go' });
  });

  test('that is stored already needs no permit, and is made again when its film is lost', async () => {
    const { steps, lane, post, finish } = await stage();
    await post('one', 1, { content: 'same' });
    await steps.begin({ take: 'one-1-1', holder: 'a' });
    await accept(steps, 'one-1-1');
    await finish('one-1-1');
    await lane.isolate('manual');
    expect(await post('two', 1, { content: 'same' })).toEqual(['two-1-1']);
    const reuse = await steps.begin({ take: 'two-1-1', holder: 'b' });
    if (reuse.verdict !== 'reuse') throw new Error(`not to be reused: ${reuse.verdict}`);
    await steps.filmLost('two-1-1', reuse.film);
    expect((await lane.reset()).admitted).toEqual(['two-1-1']);
    expect(await steps.begin({ take: 'two-1-1', holder: 'b' })).toMatchObject({ verdict: 'go' });
  });

  test('ordered with force is made again', async () => {
    const { steps, post } = await stage();
    await post('one', 1, { content: 'same' });
    await steps.begin({ take: 'one-1-1', holder: 'a' });
    await post('two', 1, { content: 'same', force: true });
    expect(await steps.begin({ take: 'two-1-1', holder: 'b' })).toMatchObject({ verdict: 'go' });
  });
});

describe('upkeep', () => {
  test('finds what a crash left: a lost permit, a lost poll, a take in no line, a held permit of a finished take', async () => {
    const { ledger, steps, lane, post, finish } = await stage();
    await post('sb', 3);
    for (const take of ['sb-1-1', 'sb-2-1']) await steps.begin({ take, holder: take });
    await accept(steps, 'sb-1-1');
    const flow = (await redis.hget(`${lane.key}:flows`, 'sb-2-1')) ?? '';
    await redis.del(
      `${lane.key}:permits`,
      `${lane.key}:due`,
      `${lane.key}:flow:${flow}`,
      `${lane.key}:ring:sora-2`,
    );
    await redis.zadd(`${lane.key}:permits`, 1, 'gone');
    const audit = await steps.audit('0', 60_000);
    expect(audit.repaired).toBeGreaterThanOrEqual(4);
    expect(await redis.zrange(`${lane.key}:permits`, '0', '-1')).toEqual(
      expect.arrayContaining(['sb-1-1', 'sb-2-1']),
    );
    const { claims } = await steps.claimDue({ count: 10, leaseMs: 1000, earlyMs: 0 });
    expect(claims.map(({ take }) => take)).toEqual(['sb-1-1']);
    await accept(steps, 'sb-2-1');
    await finish('sb-1-1');
    expect((await steps.begin({ take: 'sb-3-1', holder: 'c' })).verdict).toBe('go');
    expect((await ledger.timeline('sb-3-1')).map(({ event }) => event)).toContain('repaired');
  });

  test('gives back the permits of takes whose render is over', async () => {
    const { steps, lane, post, start, finish } = await stage();
    await post('sb', 2);
    for (const take of ['sb-1-1', 'sb-2-1']) await start(take);
    await steps.rendered({ take: 'sb-1-1', operationId: 'op-sb-1-1', link: 'http://x', detail: {} });
    await finish('sb-2-1');
    for (const take of ['sb-1-1', 'sb-2-1']) await redis.zadd(`${lane.key}:permits`, 1, take);
    expect(await steps.audit('0', 60_000)).toMatchObject({ repaired: 2, collect: [] });
    expect(await lane.stats()).toMatchObject({ inFlight: 0 });
    expect(await steps.audit('0', -1)).toMatchObject({ repaired: 0, collect: ['sb-1-1'] });
  });

  test('rings a doorbell again that nobody answered', async () => {
    const { lane, post } = await stage();
    await post('sb', 1);
    expect((await lane.ringAgain(60_000)).admitted).toEqual([]);
    expect((await lane.ringAgain(0)).admitted).toEqual(['sb-1-1']);
  });

  test('sweeps a draft that was never published', async () => {
    const { ledger } = await stage();
    await ledger.writeDraft({
      id: 'draft',
      name: 'draft',
      provider: 'sora-hk',
      model: 'm',
      priority: 'low',
      force: false,
      warnings: [],
      takes: [],
    });
    expect(await ledger.storyboard('draft')).toBeNull();
    const [draft] = await ledger.abandonedDrafts(-1000);
    expect(draft).toEqual({ id: 'draft', takes: [] });
    if (draft) await ledger.removeDraft(draft);
    expect(await ledger.abandonedDrafts(-1000)).toEqual([]);
  });
});
