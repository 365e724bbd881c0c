import { connectRedis } from '@cineflow/testkit';
import type { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { createStage, type Stage } from '../test/stage.ts';

const detail = {};
const ROUNDS = 1000;
const RACERS = 50;
let redis: Redis & AsyncDisposable;
beforeAll(() => {
  redis = connectRedis(inject('redisUrl'));
});
afterAll(() => redis[Symbol.asyncDispose]());

const stage = (): Promise<Stage> => createStage(redis, { maximum: RACERS });
const begin = (steps: Stage['steps'], take: string) => steps.begin({ take, holder: take });

describe('a budget', () => {
  test('is never passed, however many race for its last unit', { timeout: 120_000 }, async () => {
    const { ledger, steps, post } = await stage();
    await post('sb', RACERS, { priceCents: 6, budgetCents: 6 });
    const takes = Array.from({ length: RACERS }, (_, index) => `sb-${index + 1}-1`);
    let overshoot = 0;
    for (let round = 0; round < ROUNDS; round += 1) {
      const replies = await Promise.all(takes.map((take) => begin(steps, take)));
      const winners = takes.filter((_, index) => replies[index]?.verdict === 'go');
      if (winners.length !== 1) overshoot += 1;
      expect((await ledger.storyboard('sb'))?.reservedCents).toBe(6);
      const [take = ''] = winners;
      await steps.requeue({ take, by: { holder: take }, cause: 'own', detail });
      await steps.wakeBudget();
    }
    expect(overshoot).toBe(0);
  });

  test('keeps a take waiting for money without a permit, and lets it go on when the budget is raised', async () => {
    const { ledger, steps, lane, post } = await stage();
    await post('sb', 2, { priceCents: 6, budgetCents: 10 });
    expect(await begin(steps, 'sb-1-1')).toMatchObject({ verdict: 'go' });
    expect(await begin(steps, 'sb-2-1')).toMatchObject({ verdict: 'over-budget' });
    expect(await ledger.take('sb-2-1')).toMatchObject({ state: 'queued', wait: 'budget' });
    expect(await lane.stats()).toMatchObject({ inFlight: 1 });
    expect(await steps.audit('0', 0)).toMatchObject({ repaired: 0 });
    expect(await steps.wakeBudget()).toMatchObject({ woken: 0, admitted: [] });
    await ledger.limitStoryboard({ id: 'sb', budgetCents: 12, at: 1 });
    expect(await steps.wakeBudget()).toMatchObject({ woken: 1, admitted: ['sb-2-1'] });
    expect(await ledger.take('sb-2-1')).not.toHaveProperty('wait');
    expect(await begin(steps, 'sb-2-1')).toMatchObject({ verdict: 'go' });
  });

  test('that persons change at once is what was said last, of one moment the least, whichever comes first', async () => {
    const { prefix, ledger, post } = await stage();
    await post('sb', 1, { priceCents: 6, budgetCents: 6 });
    const say = (budgetCents: number | null, at: number) =>
      ledger.limitStoryboard({ id: 'sb', budgetCents, at }).then(({ verdict }) => verdict);
    const holds = async () => (await ledger.storyboard('sb'))?.budgetCents ?? null;
    expect(await say(null, 5)).toBe('limited');
    expect(await holds()).toBeNull();
    expect([await say(60, 7), await say(0, 6), await say(60, 7)]).toEqual(['limited', 'late', 'late']);
    expect(await holds()).toBe(60);
    expect([await say(12, 7), await say(18, 7), await say(null, 7)]).toEqual(['limited', 'late', 'late']);
    expect(await holds()).toBe(12);
    expect(await say(18, 8)).toBe('limited');
    await redis.del(`${prefix}:epoch`);
    expect(await say(24, 9)).toBe('barrier');
    expect(await holds()).toBe(18);
  });

  test('makes no record of a storyboard that is lost', async () => {
    const { ledger } = await stage();
    const word = { id: 'gone', budgetCents: 6, at: 1 };
    expect(await ledger.limitStoryboard(word)).toEqual({ verdict: 'unknown' });
    expect(await ledger.restoreSpent({ id: 'gone', spender: 'studio-a', cents: 6 })).toEqual({
      verdict: 'restored',
    });
  });

  test('does not keep a take from a film that another storyboard has paid by now', async () => {
    const { steps, post, start, finish } = await stage();
    await post('paid', 1, { priceCents: 6, content: 'same' });
    await post('poor', 1, { priceCents: 6, content: 'same', budgetCents: 0 });
    await post('proud', 1, { priceCents: 6, content: 'same', budgetCents: 0, force: true });
    for (const take of ['poor-1-1', 'proud-1-1'])
      expect(await begin(steps, take)).toMatchObject({ verdict: 'over-budget' });
    expect(await steps.wakeBudget()).toMatchObject({ woken: 0 });
    await start('paid-1-1');
    await finish('paid-1-1');
    expect(await steps.wakeBudget()).toMatchObject({ woken: 1, admitted: ['poor-1-1'] });
    expect(await begin(steps, 'poor-1-1')).toMatchObject({ verdict: 'reuse' });
  });

  test('is settled to what the provider charged, and given back when nothing was bought', async () => {
    const { ledger, steps, post } = await stage();
    await post('sb', 3, { priceCents: 6, budgetCents: 100 });
    for (const take of ['sb-1-1', 'sb-2-1', 'sb-3-1']) await begin(steps, take);
    expect(await ledger.storyboard('sb')).toMatchObject({ reservedCents: 18, spentCents: 0 });
    await steps.accepted({ take: 'sb-1-1', operationId: 'a', firstPollMs: 0, costCents: 4, detail });
    await steps.accepted({ take: 'sb-2-1', operationId: 'b', firstPollMs: 0, detail });
    const failure = { reason: 'content-policy' as const, message: 'no' };
    await steps.fail({ take: 'sb-3-1', event: 'refuse', holder: 'sb-3-1', failure, detail });
    expect(await ledger.storyboard('sb')).toMatchObject({ reservedCents: 0, spentCents: 10 });
    expect(await ledger.spendingOfDay(Date.now())).toEqual({ reservedCents: 0, spentCents: 10 });
  });

  test('of a day holds for all storyboards together', async () => {
    const { ledger, steps, post } = await stage();
    await ledger.limitDay(6);
    await post('one', 1, { priceCents: 6 });
    await post('two', 1, { priceCents: 6 });
    expect(await begin(steps, 'one-1-1')).toMatchObject({ verdict: 'go' });
    expect(await begin(steps, 'two-1-1')).toMatchObject({ verdict: 'over-budget' });
    await ledger.limitDay(null);
    expect(await steps.wakeBudget()).toMatchObject({ woken: 1 });
  });

  test('that was raised says which other one does not suffice', async () => {
    const { ledger, steps, post } = await stage();
    await ledger.limitDay(5);
    await post('sb', 1, { priceCents: 6, budgetCents: 0 });
    expect(await begin(steps, 'sb-1-1')).toMatchObject({ verdict: 'over-budget' });
    expect((await ledger.take('sb-1-1'))?.waitDetail).toContain('of the storyboard');
    await ledger.limitStoryboard({ id: 'sb', budgetCents: null, at: 1 });
    expect(await steps.wakeBudget()).toMatchObject({ woken: 0 });
    expect((await ledger.take('sb-1-1'))?.waitDetail).toContain('of the day');
  });

  test('of an API key holds for everything ordered with it, and says so; a raised one lets takes go on', async () => {
    const { ledger, steps, post } = await stage();
    await ledger.limitSpenders(new Map([['studio-a', 6]]));
    await post('one', 1, { priceCents: 6, spender: 'studio-a' });
    await post('two', 1, { priceCents: 6, spender: 'studio-a' });
    await post('other', 1, { priceCents: 6, spender: 'studio-b' });
    expect(await begin(steps, 'one-1-1')).toMatchObject({ verdict: 'go' });
    expect(await begin(steps, 'two-1-1')).toMatchObject({ verdict: 'over-budget' });
    expect(await begin(steps, 'other-1-1')).toMatchObject({ verdict: 'go' });
    expect(await ledger.take('two-1-1')).toMatchObject({
      wait: 'budget',
      waitDetail: 'the budget of the API key studio-a is used up',
    });
    await steps.accepted({ take: 'one-1-1', operationId: 'a', firstPollMs: 0, costCents: 5, detail });
    expect(await ledger.spendingOf('studio-a')).toEqual({ reservedCents: 0, spentCents: 5 });
    expect(await steps.wakeBudget()).toMatchObject({ woken: 0 });
    await ledger.limitSpenders(new Map([['studio-a', 11]]));
    expect(await steps.wakeBudget()).toMatchObject({ woken: 1, admitted: ['two-1-1'] });
  });

  test('that is used up hides nobody who has money, however many takes wait for it', async () => {
    const { ledger, steps, post } = await stage();
    const parkAll = async (admitted: string[]): Promise<void> => {
      for (let take = admitted.shift(); take !== undefined; take = admitted.shift())
        admitted.push(...(await begin(steps, take)).admitted);
    };
    await parkAll(await post('poor', 450, { priceCents: 6, budgetCents: 0 }));
    await parkAll(await post('rich', 1, { priceCents: 6, budgetCents: 0 }));
    await ledger.limitStoryboard({ id: 'rich', budgetCents: 6, at: 1 });
    const rounds = [await steps.wakeBudget(), await steps.wakeBudget(), await steps.wakeBudget()];
    expect(rounds.flatMap(({ admitted }) => admitted)).toEqual(['rich-1-1']);
    await ledger.limitStoryboard({ id: 'poor', budgetCents: 12, at: 1 });
    expect(await steps.wakeBudget()).toMatchObject({ woken: 2 });
  });

  test('lets nothing pass whose price nobody knows', async () => {
    const { steps, post } = await stage();
    await post('sb', 1, { budgetCents: 1000 });
    expect(await begin(steps, 'sb-1-1')).toMatchObject({ verdict: 'over-budget' });
  });

  test('stays reserved while it is not known whether anything was bought', async () => {
    const { ledger, steps, post } = await stage();
    await post('sb', 1, { priceCents: 6, budgetCents: 6 });
    await begin(steps, 'sb-1-1');
    await steps.doubt({ take: 'sb-1-1', by: { holder: 'sb-1-1' }, countsAsError: true, detail });
    expect(await ledger.storyboard('sb')).toMatchObject({ reservedCents: 6 });
  });
});
