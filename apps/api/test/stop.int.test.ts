import type {
  Cancelled,
  Problem,
  Receipt,
  RetryAccepted,
  Storyboard,
  StoryboardPage,
  TakeWithTimeline,
} from '@cineflow/contracts';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { beginTake, completeTake, openLane, renderTake } from './move-take.ts';
import { postStoryboard } from './post-storyboard.ts';
import { startTestApp, type TestApp } from './start-test-app.ts';
import { storyboardDocument } from './storyboard-document.ts';

const CLIP = { key: 'test/1/take-1.mp4', sizeBytes: 10, sha256: 'ab' };
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

test('cancelled takes are retried together, once per key, priced first', async () => {
  const { id } = await postStoryboard(api, storyboardDocument(3, 'all again'));
  await renderTake(api.context, `${id}-1-1`);
  await send<Cancelled>(`/v1/storyboards/${id}/cancel`);
  const ask = (body: object, headers: Record<string, string> = {}) =>
    api.app.inject({ method: 'POST', url: `/v1/storyboards/${id}/retry`, payload: body, headers });
  const why = { by: 'Li', reason: 'the script was right' };
  expect((await ask({ ...why, dryRun: true })).json()).toMatchObject({ takeIds: [] });
  const body = { ...why, state: 'cancelled' };
  const dry = await ask({ ...body, dryRun: true });
  expect([dry.statusCode, dry.json<RetryAccepted>().takeIds]).toEqual([200, [`${id}-2-1`, `${id}-3-1`]]);
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
  test('a cancel says what was free, what goes on and costs', async () => {
    const { id } = await postStoryboard(api, storyboardDocument(3, 'cancelled'));
    await renderTake(api.context, `${id}-1-1`);
    const answer = await send<Cancelled>(`/v1/storyboards/${id}/cancel`, {
      by: 'Li',
      reason: 'wrong script',
    });
    expect(answer).toEqual({
      cancelled: 2,
      final: 0,
      goesOn: [{ takeId: `${id}-1-1`, state: 'rendering', chargedCents: 6 }],
      currency: 'USD',
      chargedCents: 6,
      reservedCents: 0,
    });
    await completeTake(api.context, `${id}-1-1`, CLIP);
    expect(await get<Storyboard>(`/v1/storyboards/${id}`)).toMatchObject({
      state: 'partial',
      counts: { completed: 1, cancelled: 2 },
    });
    const { timeline } = await get<TakeWithTimeline>(`/v1/takes/${id}-2-1`);
    expect(timeline.at(-1)).toMatchObject({ event: 'cancel', by: 'Li', reason: 'wrong script' });
    expect(await send<Cancelled>(`/v1/storyboards/${id}/cancel`)).toMatchObject({ cancelled: 0, final: 3 });
    const { takes } = api.context.book;
    // The clips of what went on are kept; nothing of it is paid once more where its render fails.
    expect(await takes.read({ takeId: `${id}-1-1` })).toMatchObject({ isCancelAsked: true });
  });

  test('one take leaves the others alone, and a retry brings it back', async () => {
    const { id } = await postStoryboard(api, storyboardDocument(2, 'one cancelled'));
    expect(await send<Cancelled>(`/v1/takes/${id}-1-1/cancel`)).toMatchObject({ cancelled: 1, goesOn: [] });
    const storyboard = await get<Storyboard>(`/v1/storyboards/${id}`);
    expect(storyboard.counts).toMatchObject({ cancelled: 1, queued: 1 });
    const retry = {
      method: 'POST' as const,
      url: `/v1/takes/${id}-1-1/retry`,
      payload: { by: 'Li', reason: 'right' },
    };
    expect((await api.app.inject(retry)).statusCode).toBe(202);
    const take = await api.context.book.takes.read({ takeId: `${id}-1-1` });
    expect(take).toMatchObject({ state: 'queued', isCancelAsked: false });
  });
});

test('a final storyboard cannot be paused', async () => {
  const { id } = await postStoryboard(api, storyboardDocument(1, 'final'));
  await send<Cancelled>(`/v1/storyboards/${id}/cancel`);
  expect(await send(`/v1/storyboards/${id}/pause`)).toMatchObject({ state: 'cancelled' });
  expect(await api.context.book.storyboards.read({ id })).toMatchObject({ isPaused: false });
  const why = { by: 'Li', reason: 'after all' };
  await api.app.inject({ method: 'POST', url: `/v1/takes/${id}-1-1/retry`, payload: why });
  expect(await get(`/v1/takes/${id}-1-1`)).toMatchObject({ state: 'queued', waitReason: 'permit' });
  await send<Cancelled>(`/v1/storyboards/${id}/cancel`);
});

test('a paused storyboard sends nothing until it is resumed', async () => {
  const { id } = await postStoryboard(api, storyboardDocument(3, 'paused'));
  const paused = await send<Storyboard>(`/v1/storyboards/${id}/pause`, { by: 'Li' });
  expect(paused).toMatchObject({ state: 'paused', waiting: [{ reason: 'paused', takes: 3 }] });
  expect(await api.context.book.storyboards.read({ id })).toMatchObject({ isPaused: true });
  const { storyboards } = await get<StoryboardPage>('/v1/storyboards?limit=100');
  expect(storyboards.find((one) => one.id === id)).toMatchObject({
    state: 'paused',
    waiting: [{ reason: 'paused', takes: 3 }],
  });
  expect(await beginTake(api.context, `${id}-1-1`)).toMatchObject({ verdict: 'paused' });
  expect(await send<Storyboard>(`/v1/storyboards/${id}/resume`)).toMatchObject({ state: 'queued' });
  expect(await beginTake(api.context, `${id}-1-1`)).toMatchObject({ verdict: 'go' });
});

describe('removing', () => {
  const remove = (url: string) => api.app.inject({ method: 'DELETE', url });

  test('is refused while something is open, and free of charge to repeat', async () => {
    const { id } = await postStoryboard(api, storyboardDocument(1, 'open'));
    const open = await remove(`/v1/storyboards/${id}`);
    expect([open.statusCode, open.json<Problem>().code]).toEqual([409, 'not-in-this-state']);
    await send<Cancelled>(`/v1/storyboards/${id}/cancel`);
    expect((await remove(`/v1/storyboards/${id}?by=Li&reason=tidy`)).statusCode).toBe(204);
    expect((await remove(`/v1/storyboards/${id}`)).statusCode).toBe(404);
    expect((await remove('/v1/storyboards/nobody')).statusCode).toBe(404);
    expect((await remove(`/v1/storyboards/${id}?why=x`)).statusCode).toBe(400);
  });

  test('takes it out of sight and keeps its receipt', async () => {
    const { id } = await postStoryboard(api, storyboardDocument(1, 'removed'));
    await renderTake(api.context, `${id}-1-1`);
    await completeTake(api.context, `${id}-1-1`, CLIP);
    const before = await get<Receipt>(`/v1/storyboards/${id}/receipt`);
    expect(before).toMatchObject({ chargedCents: 6 });
    expect((await remove(`/v1/storyboards/${id}`)).statusCode).toBe(204);
    for (const path of [`storyboards/${id}`, `storyboards/${id}/shots`, `takes/${id}-1-1`]) {
      expect((await api.app.inject(`/v1/${path}`)).statusCode).toBe(404);
    }
    const { storyboards } = await get<StoryboardPage>('/v1/storyboards?limit=100');
    expect(storyboards.map((one) => one.id)).not.toContain(id);
    expect(await get<Receipt>(`/v1/storyboards/${id}/receipt`)).toEqual(before);
  });
});
