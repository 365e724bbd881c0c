import type { Problem, StoryboardAccepted } from '@cineflow/contracts';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { toKeyClaim } from '../src/idempotency/key-claim.ts';
import { readCreateRequest } from '../src/storyboards/read-create-request.ts';
import { startTestApp, type TestApp } from './start-test-app.ts';
import { storyboardDocument } from './storyboard-document.ts';

let api: TestApp;
beforeAll(async () => {
  api = await startTestApp(inject('redisUrl'));
});
afterAll(() => api[Symbol.asyncDispose]());

const post = (payload: object, key: string) =>
  api.app.inject({ method: 'POST', url: '/v1/storyboards', headers: { 'idempotency-key': key }, payload });
const numberOfStoryboards = async () =>
  (await api.context.book.storyboards.list({ limit: 100 })).storyboards.length;

describe('an order with an Idempotency-Key', () => {
  test('gets its first answer again, and nothing more happens', async () => {
    const document = storyboardDocument(2, 'once');
    const first = await post(document, 'once');
    const before = await numberOfStoryboards();
    const again = await post(document, 'once');
    expect(again.statusCode).toBe(202);
    expect(again.json()).toEqual(first.json());
    expect(again.headers).toMatchObject({
      'idempotent-replayed': 'true',
      location: first.headers.location,
    });
    expect(first.headers).not.toHaveProperty('idempotent-replayed');
    expect(await numberOfStoryboards()).toBe(before);
  });

  test('is refused where the key belongs to another document', async () => {
    await post(storyboardDocument(1, 'mine'), 'other');
    const answer = await post(storyboardDocument(2, 'yours'), 'other');
    expect(answer.statusCode).toBe(422);
    expect(answer.json<Problem>()).toMatchObject({ code: 'key-reused' });
  });

  test('becomes one storyboard however many ask at the same time', async () => {
    const document = storyboardDocument(3, 'hundred');
    const before = await numberOfStoryboards();
    const answers = await Promise.all(Array.from({ length: 100 }, () => post(document, 'hundred')));
    const statuses = new Set(answers.map(({ statusCode }) => statusCode));
    expect([...statuses].every((status) => status === 202 || status === 409)).toBe(true);
    const accepted = answers.filter(({ statusCode }) => statusCode === 202);
    expect(new Set(accepted.map((answer) => answer.json<StoryboardAccepted>().id)).size).toBe(1);
    expect(await numberOfStoryboards()).toBe(before + 1);
  });

  test('publishes nothing when a later request took its key over', async () => {
    const { idempotency, storyboards } = api.context.book;
    const claimOf = (owner: string) =>
      toKeyClaim({ scope: 'POST /v1/storyboards', key: 'frozen', body: 1, owner });
    const ask = (owner: string, busyMs = 10_000) => idempotency.claim({ claim: claimOf(owner), busyMs });
    expect(await ask('slow')).toMatchObject({ verdict: 'go' });
    expect(await ask('quick')).toMatchObject({ verdict: 'busy' });
    // As if the slow one had been silent for longer than a request may be.
    await ask('slow', -1);
    expect(await ask('quick')).toMatchObject({ verdict: 'go' });
    const { storyboard } = readCreateRequest(storyboardDocument(1, 'frozen'), {
      providers: api.context.providers,
      defaultProvider: api.context.defaultProvider,
      today: '2026-01-01',
      takesPerShot: 1,
      id: 'sb_frozen',
    });
    const kept = { claim: claimOf('slow'), answer: {} };
    expect(await storyboards.accept({ storyboard, kept })).toEqual({ verdict: 'superseded' });
    expect(await storyboards.read({ id: 'sb_frozen' })).toBeNull();
  });

  test('is kept by the book: a Redis that is emptied forgets nothing', async () => {
    const document = storyboardDocument(1, 'kept');
    const first = await post(document, 'kept');
    await api.context.background.settled();
    await api.context.epochs.dropTakes();
    await api.context.epochs.close();
    expect((await post(document, 'kept')).json()).toEqual(first.json());
  });

  test.each(['', 'ключ', 'x'.repeat(256)])('is refused with the key %j', async (key) => {
    const answer = await post(storyboardDocument(1), key);
    expect(answer.statusCode).toBe(400);
    expect(answer.json<Problem>()).toMatchObject({ code: 'invalid-request' });
  });
});
