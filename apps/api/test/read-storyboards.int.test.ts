import type {
  Problem,
  ShotList,
  Storyboard,
  StoryboardPage,
  Take,
  TakeWithTimeline,
} from '@cineflow/contracts';
import { inject, expect, test } from 'vitest';
import { completeTake, openLane, renderTake } from './move-take.ts';
import { postStoryboard } from './post-storyboard.ts';
import { openEpoch, startTestApp } from './start-test-app.ts';
import { storyboardDocument } from './storyboard-document.ts';

const CLIP = { key: 'test/1/take-1.mp4', sizeBytes: 10, sha256: 'ab' };

test('a list gives every storyboard once, newest first, page by page', async () => {
  await using api = await startTestApp(inject('redisUrl'));
  const ids: string[] = [];
  for (let index = 0; index < 5; index += 1) {
    ids.unshift((await postStoryboard(api, storyboardDocument(1, `number ${index}`))).id);
  }
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const query = cursor === undefined ? {} : { cursor };
    const answer = await api.app.inject({ url: '/v1/storyboards', query: { limit: '2', ...query } });
    const page = answer.json<StoryboardPage>();
    seen.push(...page.storyboards.map(({ id }) => id));
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  expect(seen).toEqual(ids);
});

test('a storyboard shows counts, cost, wait reasons and expected end', async () => {
  await using api = await startTestApp(inject('redisUrl'));
  await openLane(api.context, 2);
  const { id } = await postStoryboard(api, storyboardDocument(4));
  await renderTake(api.context, `${id}-1-1`);
  await renderTake(api.context, `${id}-2-1`);
  await completeTake(api.context, `${id}-1-1`, CLIP);
  const storyboard = (await api.app.inject(`/v1/storyboards/${id}`)).json<Storyboard>();
  expect(storyboard).toMatchObject({
    state: 'running',
    counts: { completed: 1, rendering: 1, queued: 2, failed: 0 },
    progress: 0.25,
    cost: { currency: 'USD', spentCents: 12 },
    waiting: [
      { reason: 'permit', takes: 2 },
      { reason: 'provider', takes: 1 },
    ],
  });
  expect(Date.parse(storyboard.eta ?? '')).toBeGreaterThan(Date.parse(storyboard.createdAt));
});

test('an isolated lane is the wait reason of all its takes', async () => {
  await using api = await startTestApp(inject('redisUrl'));
  await api.context.lane('sora-hk').isolate('balance');
  const { id } = await postStoryboard(api, storyboardDocument(2));
  const storyboard = (await api.app.inject(`/v1/storyboards/${id}`)).json<Storyboard>();
  expect(storyboard.waiting).toEqual([{ reason: 'balance', takes: 2 }]);
  expect((await api.app.inject(`/v1/takes/${id}-1-1`)).json<TakeWithTimeline>().waitReason).toBe('balance');
});

test('shots come with their takes in the order of the document', async () => {
  await using api = await startTestApp(inject('redisUrl'));
  const { id } = await postStoryboard(api, { storyboard: storyboardDocument(3), options: { takes: 2 } });
  const { shots } = (await api.app.inject(`/v1/storyboards/${id}/shots`)).json<ShotList>();
  expect(
    shots.map(({ segmentIndex, state, takes }) => [segmentIndex, state, takes.map(({ takeId }) => takeId)]),
  ).toEqual([1, 2, 3].map((shot) => [shot, 'queued', [`${id}-${shot}-1`, `${id}-${shot}-2`]]));
});

test('a take shows its history with the provider’s request ids', async () => {
  await using api = await startTestApp(inject('redisUrl'));
  await openLane(api.context, 1);
  const { id } = await postStoryboard(api, storyboardDocument(1));
  await renderTake(api.context, `${id}-1-1`);
  await completeTake(api.context, `${id}-1-1`, CLIP);
  const take = (await api.app.inject(`/v1/takes/${id}-1-1`)).json<TakeWithTimeline>();
  expect(take).toMatchObject({
    state: 'completed',
    attempts: 1,
    operationId: `op-${id}-1-1`,
    costCents: 6,
    clip: CLIP,
    links: { video: `/v1/takes/${id}-1-1/video`, storyboard: `/v1/storyboards/${id}` },
  });
  expect(take.timeline.map(({ event }) => event)).toEqual(['begin', 'accept', 'render', 'store']);
  expect(take.timeline[1]).toMatchObject({ requestId: 'r-1' });
  expect(JSON.stringify(take)).not.toContain('clips.example');
});

test('providers show permits held and takes waiting, models and durations', async () => {
  await using api = await startTestApp(inject('redisUrl'));
  await openLane(api.context, 2);
  await postStoryboard(api, storyboardDocument(5));
  const { providers } = (await api.app.inject('/v1/providers')).json<{ providers: object[] }>();
  expect(providers).toMatchObject([
    {
      id: 'sora-hk',
      capacity: 2,
      maximum: 2,
      inFlight: 2,
      waiting: 3,
      breaker: 'closed',
      family: 'sora-hk',
      capabilities: ['pollPage', 'listRecent', 'balance', 'prices'],
      models: [
        { id: 'sora-2', enabled: true, modes: { text: { durations: [10, 15] } } },
        { id: 'sora-2-pro', proOf: 'sora-2', modes: { image: { durations: [10, 15, 25] } } },
      ],
    },
  ]);
});

test('missing things and wrong questions are named with their place', async () => {
  await using api = await startTestApp(inject('redisUrl'));
  for (const [url, status, code] of [
    ['/v1/storyboards/sb_none', 404, 'not-found'],
    ['/v1/storyboards/sb_none/shots', 404, 'not-found'],
    ['/v1/takes/sb_none-1-1', 404, 'not-found'],
    ['/v1/takes/sb_none-1-1/video', 404, 'not-found'],
    ['/v1/takes/a:timeline', 400, 'invalid-request'],
    ['/v1/storyboards?limit=0', 400, 'invalid-request'],
    ['/v1/storyboards?limit=101', 400, 'invalid-request'],
    ['/v1/storyboards?limit=many', 400, 'invalid-request'],
    ['/v1/storyboards?cursor=a:b', 400, 'invalid-request'],
    ['/v1/incidents?limit=0', 400, 'invalid-request'],
  ] as const) {
    const answer = await api.app.inject(url);
    expect([url, answer.statusCode, answer.json<Problem>().code]).toEqual([url, status, code]);
    if (status === 400) expect(answer.json<Problem>().errors?.[0]?.pointer).toMatch(/^\/(id|limit|cursor)$/);
  }
});

test('takes wait for recovery until Redis is rebuilt', async () => {
  await using fresh = await startTestApp(inject('redisUrl'), {}, { isNew: true });
  const { id } = await postStoryboard(fresh, storyboardDocument(2, 'early'));
  const status = await fresh.app.inject(`/v1/storyboards/${id}`);
  expect(status.json<Storyboard>().waiting).toEqual([{ reason: 'recovery', takes: 2 }]);
  const take = await fresh.app.inject(`/v1/takes/${id}-1-1`);
  expect(take.json<Take>()).toMatchObject({ state: 'queued', waitReason: 'recovery' });
  for (const path of ['storyboards/lost', 'storyboards/lost/shots', 'takes/lost-1-1']) {
    expect((await fresh.app.inject(`/v1/${path}`)).statusCode).toBe(404);
  }
  await openEpoch(fresh.context);
  expect((await fresh.app.inject(`/v1/takes/${id}-1-1`)).json<Take>()).toMatchObject({
    waitReason: 'permit',
  });
  // As after a loss that another worker has noticed: the permits of the epoch before are worth nothing.
  await fresh.context.book.identity.raiseEpoch({});
  expect((await fresh.app.inject(`/v1/takes/${id}-1-1`)).json<Take>()).toMatchObject({
    waitReason: 'recovery',
  });
});

test('what Redis knows is shown only for the book’s version', async () => {
  await using api = await startTestApp(inject('redisUrl'));
  await openLane(api.context, 1);
  const { id } = await postStoryboard(api, storyboardDocument(1));
  const takeId = `${id}-1-1`;
  const { book } = api.context;
  await api.context
    .line('sora-hk')
    .parkForBudget({ takeId, budgetId: `storyboard:${id}`, detail: '5 of 5 cents spent' });
  const read = async () => (await api.app.inject(`/v1/takes/${takeId}`)).json<Take>();
  expect(await read()).toMatchObject({ waitReason: 'budget', waitDetail: '5 of 5 cents spent' });
  // The book moves on, and Redis does not hear of it.
  await book.storyboards.pause({ id });
  await book.storyboards.resume({ id });
  expect(await read()).toMatchObject({ waitReason: 'permit' });
});
