import { connectRedis } from '@cineflow/testkit';
import type { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { createStage, type Stage } from '../test/stage.ts';

const detail = {};
let redis: Redis & AsyncDisposable;
beforeAll(() => {
  redis = connectRedis(inject('redisUrl'));
});
afterAll(() => redis[Symbol.asyncDispose]());

/** One create that is accepted and whose render fails. */
async function failOnce(
  { steps, ledger }: Stage,
  take: string,
  operationId: string,
  reason = 'provider-failed',
) {
  expect(await steps.begin({ take, holder: operationId })).toMatchObject({ verdict: 'go' });
  await steps.accepted({ take, operationId, firstPollMs: 0, costCents: 6, detail });
  const failure = { reason: reason as 'provider-failed', message: 'no' };
  await steps.fail({ take, event: 'fail', failure, detail });
  return (await ledger.take(take))?.state;
}

describe('an order that allows failed renders to be paid again', () => {
  test('is paid so often and no more, and its history says so', async () => {
    const stage = await createStage(redis);
    const { ledger, post } = stage;
    await post('sb', 1, { priceCents: 6, retryFailed: 2 });
    expect(await failOnce(stage, 'sb-1-1', 'a')).toBe('queued');
    expect(await ledger.storyboard('sb')).not.toHaveProperty('finishedAt');
    expect(await failOnce(stage, 'sb-1-1', 'b')).toBe('queued');
    expect(await failOnce(stage, 'sb-1-1', 'c')).toBe('failed');
    expect(await ledger.storyboard('sb')).toMatchObject({ spentCents: 18, counts: { failed: 1 } });
    expect(await ledger.take('sb-1-1')).toMatchObject({ attempt: 3, failure: { reason: 'provider-failed' } });
    const events = (await ledger.timeline('sb-1-1')).map(({ event }) => event);
    expect(events.filter((event) => event === 'retry')).toHaveLength(2);
  });

  test('is not paid again where the content was refused, nor where nobody allowed it', async () => {
    const stage = await createStage(redis);
    await stage.post('allowed', 1, { retryFailed: 2 });
    expect(await failOnce(stage, 'allowed-1-1', 'a', 'content-policy')).toBe('failed');
    await stage.post('plain', 1);
    expect(await failOnce(stage, 'plain-1-1', 'b')).toBe('failed');
  });

  test('keeps the place of its film: who waits for the same content goes on waiting', async () => {
    const stage = await createStage(redis);
    const { ledger, steps, post } = stage;
    await post('one', 1, { content: 'same', retryFailed: 1 });
    await post('two', 1, { content: 'same' });
    await steps.begin({ take: 'one-1-1', holder: 'a' });
    expect(await steps.begin({ take: 'two-1-1', holder: 'x' })).toMatchObject({ verdict: 'follow' });
    await steps.accepted({ take: 'one-1-1', operationId: 'a', firstPollMs: 0, detail });
    const failure = { reason: 'provider-failed' as const, message: 'no' };
    await steps.fail({ take: 'one-1-1', event: 'fail', failure, detail });
    expect(await ledger.take('two-1-1')).toMatchObject({ state: 'queued', wait: 'dependency' });
    expect(await failOnce(stage, 'one-1-1', 'b')).toBe('failed');
    expect(await ledger.take('two-1-1')).toMatchObject({ state: 'failed' });
  });

  test('is not failed by a poll that was on its way when it was made again', async () => {
    const stage = await createStage(redis);
    const { ledger, steps, post } = stage;
    await post('sb', 1, { retryFailed: 1 });
    await failOnce(stage, 'sb-1-1', 'a');
    await steps.begin({ take: 'sb-1-1', holder: 'second' });
    await steps.accepted({ take: 'sb-1-1', operationId: 'b', firstPollMs: 0, detail });
    const failure = { reason: 'provider-failed' as const, message: 'no' };
    const late = { take: 'sb-1-1', event: 'fail' as const, failure, detail, operationId: 'a' };
    expect(await steps.fail(late)).toMatchObject({ verdict: 'stale' });
    expect(await ledger.take('sb-1-1')).toMatchObject({ state: 'rendering', operationId: 'b' });
    expect(await steps.fail({ ...late, operationId: 'b' })).toMatchObject({ verdict: 'failed' });
  });
});
