import { connectRedis } from '@cineflow/testkit';
import type { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { createStage, type Stage } from '../test/stage.ts';

const detail = {};
const WHO = { by: 'Li', reason: 'wrong script' };
const ids = (count: number, storyboard = 'sb') =>
  Array.from({ length: count }, (_, index) => `${storyboard}-${index + 1}-1`);
let redis: Redis & AsyncDisposable;
beforeAll(() => {
  redis = connectRedis(inject('redisUrl'));
});
afterAll(() => redis[Symbol.asyncDispose]());

const stateOf = async ({ ledger }: Stage, take: string) => (await ledger.take(take))?.state;

describe('a cancellation', () => {
  test('takes back what waits, admitted or not, and lets what was sent go on', async () => {
    const stage = await createStage(redis);
    const { ledger, steps, lane, post, start, finish } = stage;
    await post('sb', 4, { priceCents: 6 });
    await start('sb-1-1');
    const reply = await steps.cancel(ids(4), WHO);
    expect(reply).toMatchObject({ cancelled: ['sb-2-1', 'sb-3-1', 'sb-4-1'], goesOn: ['sb-1-1'], final: [] });
    expect(await lane.stats()).toMatchObject({ inFlight: 1, waiting: 0 });
    expect((await ledger.timeline('sb-2-1')).at(-1)).toMatchObject({ event: 'cancel', ...WHO });
    expect(await steps.begin({ take: 'sb-2-1', holder: 'b' })).toMatchObject({ verdict: 'moved-on' });
    await finish('sb-1-1');
    expect(await ledger.storyboard('sb')).toMatchObject({
      counts: { completed: 1, cancelled: 3 },
      spentCents: 6,
    });
    expect((await ledger.storyboard('sb'))?.finishedAt).toBeDefined();
    expect(await steps.cancel(ids(4), WHO)).toMatchObject({ cancelled: [], goesOn: [], final: ids(4) });
  });

  test('of a take that was sent holds as soon as it is proved that nothing was bought', async () => {
    const stage = await createStage(redis);
    const { ledger, steps, post } = stage;
    await post('sb', 2, { priceCents: 6 });
    await steps.begin({ take: 'sb-1-1', holder: 'a' });
    await steps.cancel(['sb-1-1'], WHO);
    await steps.requeue({ take: 'sb-1-1', by: { holder: 'a' }, cause: 'throttled', backoffMs: 50, detail });
    expect(await stateOf(stage, 'sb-1-1')).toBe('cancelled');
    expect(await ledger.storyboard('sb')).toMatchObject({ reservedCents: 0, spentCents: 0 });
    await steps.begin({ take: 'sb-2-1', holder: 'b' });
    await steps.doubt({ take: 'sb-2-1', by: { holder: 'b' }, countsAsError: false, detail });
    await steps.cancel(['sb-2-1'], WHO);
    await steps.requeue({ take: 'sb-2-1', by: { holder: 'b', attempt: 1 }, cause: 'proved', detail });
    expect(await stateOf(stage, 'sb-2-1')).toBe('cancelled');
  });

  test('hands the film over to those who wait for the same content', async () => {
    const stage = await createStage(redis);
    const { ledger, steps, post } = stage;
    await post('one', 1, { content: 'same' });
    await post('two', 1, { content: 'same' });
    await steps.begin({ take: 'one-1-1', holder: 'a' });
    await steps.begin({ take: 'two-1-1', holder: 'b' });
    await steps.requeue({ take: 'one-1-1', by: { holder: 'a' }, cause: 'own', backoffMs: 60_000, detail });
    expect(await ledger.take('one-1-1')).toMatchObject({ wait: 'rate', waitDetail: expect.any(String) });
    expect((await steps.cancel(['one-1-1'], WHO)).admitted).toContain('two-1-1');
    expect(await steps.begin({ take: 'two-1-1', holder: 'c' })).toMatchObject({ verdict: 'go' });
  });

  test('of a take that waits for money, or for a film, leaves nothing behind', async () => {
    const stage = await createStage(redis);
    const { steps, post, prefix } = stage;
    await post('poor', 1, { priceCents: 6, budgetCents: 0 });
    await steps.begin({ take: 'poor-1-1', holder: 'a' });
    await steps.cancel(['poor-1-1'], WHO);
    expect(await redis.zcard(`${prefix}:budget:waiting`)).toBe(0);
    expect(await steps.wakeBudget()).toMatchObject({ woken: 0 });
    expect(await steps.audit('0', 0)).toMatchObject({ repaired: 0 });
  });

  test('keeps a failed render from being paid again, and ends with a retry', async () => {
    const stage = await createStage(redis);
    const { steps, post, start } = stage;
    await post('sb', 1, { retryFailed: 3 });
    await start('sb-1-1');
    await steps.cancel(['sb-1-1'], WHO);
    const failure = { reason: 'provider-failed' as const, message: 'no' };
    await steps.fail({ take: 'sb-1-1', event: 'fail', failure, detail });
    expect(await stateOf(stage, 'sb-1-1')).toBe('failed');
    await steps.retry({ takes: ['sb-1-1'], detail });
    await steps.begin({ take: 'sb-1-1', holder: 'b' });
    await steps.requeue({ take: 'sb-1-1', by: { holder: 'b' }, cause: 'own', detail });
    expect(await stateOf(stage, 'sb-1-1')).toBe('queued');
  });
});

describe('a pause', () => {
  test('keeps everything that waits from being sent, whichever way it comes back, until it is resumed', async () => {
    const stage = await createStage(redis);
    const { ledger, steps, lane, post, start, finish } = stage;
    await post('sb', 4);
    await post('other', 1);
    await start('sb-1-1');
    await steps.begin({ take: 'sb-2-1', holder: 'b' });
    expect(await steps.hold('pause', 'sb', ids(4))).toMatchObject({ held: 2 });
    await steps.requeue({ take: 'sb-2-1', by: { holder: 'b' }, cause: 'own', backoffMs: 1, detail });
    await finish('sb-1-1');
    expect(await lane.stats()).toMatchObject({ inFlight: 1 });
    for (const take of ids(4).slice(1)) {
      expect(await steps.begin({ take, holder: 'x' })).toMatchObject({ verdict: 'no-permit' });
      expect(await ledger.take(take)).toMatchObject({ state: 'queued', wait: 'paused' });
    }
    await steps.audit('0', 0);
    expect(await lane.stats()).toMatchObject({ inFlight: 1, waiting: 0 });
    expect(await ledger.storyboard('sb')).toMatchObject({ isPaused: true });
    expect(await steps.begin({ take: 'other-1-1', holder: 'o' })).toMatchObject({ verdict: 'go' });

    expect((await steps.hold('resume', 'sb', ids(4))).admitted).toHaveLength(1);
    expect(await steps.begin({ take: 'sb-2-1', holder: 'c' })).toMatchObject({ verdict: 'go' });
    expect(await ledger.take('sb-3-1')).not.toHaveProperty('wait');
  });

  test('and a resume at once end as what was said last, of one moment as the pause, whichever comes first', async () => {
    const { ledger, steps, lane, post } = await createStage(redis);
    await post('sb', 1);
    const say = async (action: 'pause' | 'resume', at: number) => {
      await steps.hold(action, 'sb', ids(1), { at });
      return (await ledger.storyboard('sb'))?.isPaused;
    };
    expect([await say('pause', 5), await say('resume', 5), await say('resume', 4)]).toEqual([
      true,
      true,
      true,
    ]);
    expect(await lane.stats()).toMatchObject({ inFlight: 0, waiting: 0 });
    expect([await say('resume', 7), await say('pause', 6)]).toEqual([false, false]);
    expect(await lane.stats()).toMatchObject({ inFlight: 1 });
    expect([await say('pause', 7), await say('pause', 7)]).toEqual([true, true]);
  });

  test('that was cut off is finished by the audit, and so is a resume', async () => {
    const { ledger, steps, lane, post } = await createStage(redis);
    await post('sb', 3);
    await steps.hold('pause', 'sb', []);
    await steps.audit('0', 0);
    expect(await lane.stats()).toMatchObject({ inFlight: 0, waiting: 0 });
    await steps.hold('resume', 'sb', []);
    await steps.audit('0', 0);
    expect(await lane.stats()).toMatchObject({ inFlight: 2, waiting: 1 });
    expect(await ledger.take('sb-3-1')).not.toHaveProperty('wait');
  });
});
