import type {
  Cancelled,
  RetryAccepted,
  Storyboard,
  StoryboardPage,
  TakeWithTimeline,
} from '@cineflow/contracts';
import { readJournals, summarizeJournals } from '@cineflow/ledger';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { completeTake, openLane, renderTake } from './move-take.ts';
import { postStoryboard } from './post-storyboard.ts';
import { startTestApp, type TestApp } from './start-test-app.ts';
import { storyboardDocument } from './storyboard-document.ts';

const FILM = { key: 'test/1/take-1.mp4', sizeBytes: 10, sha256: 'ab' };
let api: TestApp;
beforeAll(async () => {
  api = await startTestApp(inject('redisUrl'));
  await openLane(api.context, 50);
});
afterAll(() => api[Symbol.asyncDispose]());

const send = async <T>(url: string, payload?: object): Promise<T> => {
  const answer = await api.app.inject({ method: 'POST', url, ...(payload ? { payload } : {}) });
  expect([url, answer.statusCode]).toEqual([url, 200]);
  return answer.json<T>();
};
const get = async <T>(url: string): Promise<T> => (await api.app.inject(url)).json<T>();
const journaled = async () =>
  summarizeJournals((await readJournals(api.context.settings.journalDirectory)).entries);

test('all cancelled takes of a storyboard are ordered once more together, once per key, and cost is told first', async () => {
  const { id } = await postStoryboard(api.app, storyboardDocument(3, 'all again'));
  await renderTake(api.context, `${id}-1-1`);
  await send<Cancelled>(`/v1/storyboards/${id}/cancel`);
  const ask = (body: object, headers: Record<string, string> = {}) =>
    api.app.inject({ method: 'POST', url: `/v1/storyboards/${id}/retry`, payload: body, headers });
  const why = { by: 'Li', reason: 'the script was right' };
  expect((await ask({ ...why, dryRun: true })).json()).toMatchObject({ takes: [] });
  const body = { ...why, state: 'cancelled' };
  const dry = await ask({ ...body, dryRun: true });
  expect([dry.statusCode, dry.json<RetryAccepted>().takes]).toEqual([200, [`${id}-2-1`, `${id}-3-1`]]);
  expect(await get<Storyboard>(`/v1/storyboards/${id}`)).toMatchObject({ counts: { cancelled: 2 } });
  const headers = { 'idempotency-key': 'all again' };
  const answers = [await ask(body, headers), await ask(body, headers)];
  expect(answers.map(({ statusCode }) => statusCode)).toEqual([202, 202]);
  expect(answers[1]?.headers['idempotent-replayed']).toBe('true');
  expect(answers[1]?.json()).toEqual(answers[0]?.json());
  expect(await get<Storyboard>(`/v1/storyboards/${id}`)).toMatchObject({
    counts: { cancelled: 0, queued: 2 },
  });
});

describe('cancelling', () => {
  test('a storyboard says what cost nothing, what goes on and what that is charged', async () => {
    const { id } = await postStoryboard(api.app, storyboardDocument(3, 'cancelled'));
    await renderTake(api.context, `${id}-1-1`);
    const answer = await send<Cancelled>(`/v1/storyboards/${id}/cancel`, {
      by: 'Li',
      reason: 'wrong script',
    });
    expect(answer).toEqual({
      cancelled: 2,
      final: 0,
      goesOn: [{ take: `${id}-1-1`, state: 'rendering', chargedCents: 6 }],
      currency: 'USD',
      chargedCents: 6,
      reservedCents: 0,
    });
    await completeTake(api.context, `${id}-1-1`, FILM);
    expect(await get<Storyboard>(`/v1/storyboards/${id}`)).toMatchObject({
      state: 'partial',
      counts: { completed: 1, cancelled: 2 },
    });
    const { timeline } = await get<TakeWithTimeline>(`/v1/takes/${id}-2-1`);
    expect(timeline.at(-1)).toMatchObject({ event: 'cancel', by: 'Li', reason: 'wrong script' });
    expect(await send<Cancelled>(`/v1/storyboards/${id}/cancel`)).toMatchObject({ cancelled: 0, final: 3 });
    const known = (await journaled()).takes
      .filter(({ take, isCancelled }) => isCancelled && take.startsWith(id))
      .map(({ take }) => take);
    expect(known.toSorted()).toEqual([`${id}-1-1`, `${id}-2-1`, `${id}-3-1`]);
  });

  test('one take leaves the others alone, and a retry brings it back', async () => {
    const { id } = await postStoryboard(api.app, storyboardDocument(2, 'one cancelled'));
    expect(await send<Cancelled>(`/v1/takes/${id}-1-1/cancel`)).toMatchObject({ cancelled: 1, goesOn: [] });
    const storyboard = await get<Storyboard>(`/v1/storyboards/${id}`);
    expect(storyboard.counts).toMatchObject({ cancelled: 1, queued: 1 });
    const retry = {
      method: 'POST' as const,
      url: `/v1/takes/${id}-1-1/retry`,
      payload: { by: 'Li', reason: 'right' },
    };
    expect((await api.app.inject(retry)).statusCode).toBe(202);
    expect((await journaled()).takes.find(({ take }) => take === `${id}-1-1`)).toMatchObject({
      isCancelled: false,
    });
  });
});

test('a storyboard that is final cannot be paused: nobody would think of resuming it before a retry', async () => {
  const { id } = await postStoryboard(api.app, storyboardDocument(1, 'final'));
  await send<Cancelled>(`/v1/storyboards/${id}/cancel`);
  expect(await send(`/v1/storyboards/${id}/pause`)).toMatchObject({ state: 'cancelled' });
  expect((await journaled()).held.has(id)).toBe(false);
  const why = { by: 'Li', reason: 'after all' };
  await api.app.inject({ method: 'POST', url: `/v1/takes/${id}-1-1/retry`, payload: why });
  expect(await get(`/v1/takes/${id}-1-1`)).toMatchObject({ state: 'queued', waitReason: 'permit' });
  await send<Cancelled>(`/v1/storyboards/${id}/cancel`);
});

test('a paused storyboard sends nothing, says so everywhere, and goes on when it is resumed', async () => {
  const { id } = await postStoryboard(api.app, storyboardDocument(3, 'paused'));
  const paused = await send<Storyboard>(`/v1/storyboards/${id}/pause`, { by: 'Li' });
  expect(paused).toMatchObject({ state: 'paused', waiting: [{ reason: 'paused', takes: 3 }] });
  expect((await journaled()).held.get(id)).toMatchObject({ isPaused: true });
  const { storyboards } = await get<StoryboardPage>('/v1/storyboards?limit=100');
  expect(storyboards.find((one) => one.id === id)).toMatchObject({
    state: 'paused',
    waiting: [{ reason: 'paused', takes: 3 }],
  });
  const steps = api.context.ledger.lane('sora-hk');
  expect(await steps.begin({ take: `${id}-1-1`, holder: 'x' })).toMatchObject({ verdict: 'no-permit' });
  expect(await send<Storyboard>(`/v1/storyboards/${id}/resume`)).toMatchObject({ state: 'queued' });
  expect(await steps.begin({ take: `${id}-1-1`, holder: 'x' })).toMatchObject({ verdict: 'go' });
  expect((await journaled()).held.get(id)).toMatchObject({ isPaused: false });
});
