import { connectRedis } from '@cineflow/testkit';
import type { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { createStage } from '../test/stage.ts';

const detail = {};
let redis: Redis & AsyncDisposable;
beforeAll(() => {
  redis = connectRedis(inject('redisUrl'));
});
afterAll(() => redis[Symbol.asyncDispose]());

test('nobody stops or repeats a take of a ledger that was not compared with the journals, but its rebuild does', async () => {
  const { prefix, ledger, steps, post } = await createStage(redis);
  await post('sb', 2);
  await redis.del(`${prefix}:epoch`);
  const takes = ['sb-1-1', 'sb-2-1'];
  expect(await steps.cancel(takes, detail)).toMatchObject({ barrier: true });
  expect(await steps.hold('pause', 'sb', takes)).toMatchObject({ barrier: true });
  expect(await ledger.storyboard('sb')).toMatchObject({ isPaused: false, counts: { queued: 2 } });
  const restored = { isRestored: true };
  expect(await steps.hold('pause', 'sb', takes, restored)).toMatchObject({ held: 2 });
  expect(await steps.cancel(takes, detail, restored)).toMatchObject({ cancelled: takes });
  expect(await steps.retry({ takes, detail })).toMatchObject({ verdict: 'barrier' });
  expect(await ledger.storyboard('sb')).toMatchObject({ counts: { cancelled: 2 } });
});

test.each([
  ['its own record', (prefix: string) => redis.del(`${prefix}:storyboard:sb`)],
  ['some of its list', (prefix: string) => redis.lpop(`${prefix}:storyboard:sb:takes`)],
  ['a take', (prefix: string) => redis.del(`${prefix}:take:sb-2-1`)],
])('a draft that lost %s is not published', async (_name, lose) => {
  const { prefix, ledger, draftOf } = await createStage(redis);
  const draft = draftOf('sb', 3, { budgetCents: 12 });
  await ledger.writeDraft(draft);
  await lose(prefix);
  expect(await ledger.publishDraft(draft)).toMatchObject({ published: false, lost: true, admitted: [] });
  expect(await ledger.storyboard('sb')).toBeNull();
  await ledger.writeDraft(draft);
  expect(await ledger.publishDraft(draft)).toMatchObject({ published: true });
});

test('an operation beside the one of the take is money that was spent', async () => {
  const { ledger, steps, post, start } = await createStage(redis);
  await post('sb', 1, { priceCents: 6, budgetCents: 100 });
  await start('sb-1-1');
  const second = { take: 'sb-1-1', operationId: 'op-older', firstPollMs: 0, costCents: 6, detail };
  expect(await steps.accepted(second)).toMatchObject({ verdict: 'second' });
  expect(await steps.accepted(second)).toMatchObject({ verdict: 'already' });
  expect(await ledger.storyboard('sb')).toMatchObject({ spentCents: 12, reservedCents: 0 });
});

test('takes that were admitted give way to those that turn out to be in flight, and go first after them', async () => {
  const { steps, lane, post, start, finish } = await createStage(redis);
  expect(await post('sb', 4)).toEqual(['sb-1-1', 'sb-2-1']);
  for (const take of ['sb-3-1', 'sb-4-1']) {
    const attempt = { take, attempt: 1, open: { holder: take, at: Date.now() } };
    expect(await steps.restoreAttempt(attempt)).toMatchObject({ verdict: 'restored', admitted: {} });
  }
  expect(await lane.stats()).toMatchObject({ inFlight: 2, capacity: 2 });
  expect(await steps.begin({ take: 'sb-1-1', holder: 'early' })).toMatchObject({ verdict: 'no-permit' });
  const found = { operationId: 'op-sb-3-1', firstPollMs: 0, detail };
  expect(await steps.accepted({ take: 'sb-3-1', ...found })).toMatchObject({
    verdict: 'accepted',
    admitted: {},
  });
  expect(await finish('sb-3-1')).toEqual([expect.stringMatching(/^sb-[12]-1$/)]);
  await start('sb-1-1');
  expect(await lane.stats()).toMatchObject({ inFlight: 2, capacity: 2 });
});
