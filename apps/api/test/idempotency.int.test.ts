import type { Problem, StoryboardAccepted } from '@cineflow/contracts';
import { toKeyClaim } from '@cineflow/ledger';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
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
  (await api.context.ledger.listStoryboards({ limit: 100 })).storyboards.length;

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
    const { ledger } = api.context;
    const request = { scope: 'POST /v1/storyboards', key: 'frozen', body: 1 };
    const slow = toKeyClaim({ ...request, owner: 'slow' });
    expect(await ledger.claimKey(slow)).toMatchObject({ verdict: 'go' });
    const quick = toKeyClaim({ ...request, owner: 'quick' });
    expect(await ledger.claimKey(quick)).toMatchObject({ verdict: 'busy' });
    // As if the slow one had been silent for longer than a request may be.
    await ledger.claimKey(slow, 0);
    expect(await ledger.claimKey(quick)).toMatchObject({ verdict: 'go' });
    const draft = { id: 'sb_frozen', provider: 'sora-hk', kept: { claim: slow, answer: {} } };
    expect(await ledger.publishDraft(draft)).toMatchObject({ published: false, superseded: true });
    expect(await ledger.storyboard('sb_frozen')).toBeNull();
  });

  test('is taken by an installation that is new, and by none that may have forgotten it', async () => {
    await using fresh = await startTestApp(inject('redisUrl'), {}, { isNew: true });
    const payload = storyboardDocument(1, 'the first of all');
    const ask = () =>
      fresh.app.inject({
        method: 'POST',
        url: '/v1/storyboards',
        headers: { 'idempotency-key': 'k' },
        payload,
      });
    expect((await ask()).statusCode).toBe(202);
    expect(await fresh.context.ledger.epoch()).toMatchObject({ open: true });

    await using emptied = await startTestApp(
      inject('redisUrl'),
      { CINEFLOW_JOURNAL_DIR: fresh.context.settings.journalDirectory },
      { isNew: true },
    );
    const late = await emptied.app.inject({
      method: 'POST',
      url: '/v1/storyboards',
      headers: { 'idempotency-key': 'k' },
      payload,
    });
    expect([late.statusCode, late.json<Problem>().code]).toEqual([503, 'not-ready']);
  });

  test.each(['', 'ключ', 'x'.repeat(256)])('is refused with the key %j', async (key) => {
    const answer = await post(storyboardDocument(1), key);
    expect(answer.statusCode).toBe(400);
    expect(answer.json<Problem>()).toMatchObject({ code: 'invalid-request' });
  });
});
