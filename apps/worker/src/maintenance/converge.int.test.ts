import { limiterOf } from '@cineflow/settings';
import { expect, inject, test } from 'vitest';
import { startUnconfirmed, TAKE, type UnconfirmedStage } from '../../test/unconfirmed-stage.ts';
import { convergeTakes } from './converge.ts';

const PROVIDER = 'sora-hk';

/** A take without an outcome that holds a permit, as the book and Redis know. */
async function start(): Promise<UnconfirmedStage> {
  // Nothing is asked of the provider here.
  const stage = await startUnconfirmed({ redisUrl: inject('redisUrl'), sandboxUrl: 'http://127.0.0.1:9' });
  const { context } = stage;
  await context.accounts.get(PROVIDER)?.lane.configure(limiterOf(context.settings, PROVIDER));
  await convergeTakes(context);
  expect(await inFlight(stage)).toBe(1);
  return stage;
}

const inFlight = async ({ context }: UnconfirmedStage) =>
  (await context.accounts.get(PROVIDER)?.lane.stats())?.inFlight;

test('frees the permit of a take that ended unnoticed', async () => {
  await using stage = await start();
  const { context } = stage;
  const failure = { reason: 'gave-up', message: 'given up by a person' } as const;
  await context.book.takes.end({ takeId: TAKE, event: 'refuse', attemptId: 'a1', failure, detail: {} });
  expect(await inFlight(stage)).toBe(1);
  await convergeTakes(context);
  expect(await inFlight(stage)).toBe(0);
});

test('a permit whose attempt was released is free for the next attempt', async () => {
  await using stage = await start();
  const { context } = stage;
  await context.book.takes.requeue({ takeId: TAKE, attemptId: 'a1', by: 'proof', detail: {} });
  await convergeTakes(context);
  const [overlay] = (await context.accounts.get(PROVIDER)?.line.overlay([TAKE])) ?? [];
  expect(overlay).toMatchObject({ state: 'queued', version: (await stage.take())?.version });
});

test('a permit of a take that no book has is given back', async () => {
  await using stage = await start();
  const { context } = stage;
  const [row] = await context.book.takes.lineRows({ takeIds: [TAKE] });
  if (row === undefined) throw new Error('The book has no such take');
  await context.accounts.get(PROVIDER)?.line.put({ takes: [{ ...row, takeId: 'sb_9-1-1' }] });
  expect(await inFlight(stage)).toBe(2);
  await convergeTakes(context);
  expect(await inFlight(stage)).toBe(1);
});

test('convergence removes a take from the lane of the provider it has left', async () => {
  await using stage = await start();
  const { context } = stage;
  const request = { model: 'm', prompt: 'a', inputs: [], durationSeconds: 10, aspectRatio: '16:9' };
  const [near, far] = [PROVIDER, 'sandbox'].map((providerId) => ({
    providerId,
    request,
    fingerprint: providerId,
  }));
  if (near === undefined || far === undefined) throw new Error('no routes');
  const takes = [{ segmentIndex: 1, takeNumber: 1, ...near, routes: [near, far] }];
  const head = { name: 'n', providerId: PROVIDER, model: 'm', priority: 'normal', force: false } as const;
  await context.book.storyboards.accept({ storyboard: { id: 'sb_2', ...head, warnings: [], takes } });
  await convergeTakes(context);
  expect(await inFlight(stage)).toBe(2);
  await context.book.takes.reroute({ takeId: 'sb_2-1-1', rank: 2, detail: 'no money' });
  await convergeTakes(context);
  expect(await inFlight(stage)).toBe(1);
});
