import { Provider, type Storyboard, type TakeWithTimeline } from '@cineflow/contracts';
import { expect, inject, test } from 'vitest';
import { postStoryboard } from './post-storyboard.ts';
import { storyboardDocument } from './storyboard-document.ts';
import { startTestApp, type TestApp } from './start-test-app.ts';

async function control({ app }: TestApp, body: object, id = 'sora-hk') {
  const answer = await app.inject({ method: 'POST', url: `/v1/providers/${id}/breaker`, payload: body });
  return { status: answer.statusCode, body: answer.json<Provider>() };
}

test('operator commands to a provider show on every route', async () => {
  await using started = await startTestApp(inject('redisUrl'));
  const { context } = started;
  await context.lane('sora-hk').configure({
    maximum: 20,
    degraded: 5,
    tripAfter: 2,
    cooldownMs: 60_000,
    recoveryStepMs: 1000,
  });
  const stopped = await control(started, { action: 'isolate', note: 'invoice unpaid' });
  expect(stopped.status).toBe(200);
  expect(Provider.parse(stopped.body)).toMatchObject({
    capacity: 0,
    breaker: 'isolated',
    isolation: 'manual',
    isolationNote: 'invoice unpaid',
  });
  const { id } = await postStoryboard(started, storyboardDocument(3));
  const read = async <T>(url: string) => (await started.app.inject({ url })).json<T>();
  expect(await read<Storyboard>(`/v1/storyboards/${id}`)).toMatchObject({
    waiting: [{ reason: 'paused', takes: 3 }],
    queue: { next: 1, last: 3 },
  });
  expect(await read<TakeWithTimeline>(`/v1/takes/${id}-2-1`)).toMatchObject({
    waitReason: 'paused',
    waitDetail: 'invoice unpaid',
    queuePosition: 2,
  });
  expect((await control(started, { action: 'reopen' })).body).toMatchObject({ capacity: 20, inFlight: 1 });
  expect((await control(started, { action: 'trip' })).body).toMatchObject({
    capacity: 5,
    breaker: 'open',
    tripReason: 'manual',
  });
  expect((await control(started, { action: 'reset' })).body).toMatchObject({
    capacity: 20,
    breaker: 'closed',
  });
  expect((await control(started, { action: 'set-maximum', maximum: 2 })).body).toMatchObject({ capacity: 2 });
});

test('nonsense and unknown providers are refused', async () => {
  await using started = await startTestApp(inject('redisUrl'));
  expect((await control(started, { action: 'trip' }, 'nobody')).status).toBe(404);
  for (const body of [{}, { action: 'explode' }, { action: 'set-maximum', maximum: 0 }]) {
    expect((await control(started, body)).status).toBe(400);
  }
});
