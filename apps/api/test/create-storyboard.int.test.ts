import type { Problem, Storyboard } from '@cineflow/contracts';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { postStoryboard } from './post-storyboard.ts';
import { startTestApp, type TestApp } from './start-test-app.ts';
import { storyboardDocument } from './storyboard-document.ts';

let api: TestApp;
beforeAll(async () => {
  api = await startTestApp(inject('redisUrl'), { GEN_COUNT_PER_SEGMENT: '2' });
});
afterAll(() => api[Symbol.asyncDispose]());

const JSON_TYPE = { 'content-type': 'application/json' };
const post = (payload: string | object, headers: Record<string, string> = JSON_TYPE) =>
  api.app.inject({ method: 'POST', url: '/v1/storyboards', headers, payload });
const numberOfStoryboards = async () =>
  (await api.context.book.storyboards.list({ limit: 100 })).storyboards.length;

describe('an order', () => {
  test('is accepted with its repairs and a Location to watch', async () => {
    const document = storyboardDocument(2, '雨夜');
    Object.assign(document.segments[1] as object, { duration_seconds: 3 });
    const answer = await post(document);
    expect(answer.statusCode).toBe(202);
    const accepted = answer.json<Storyboard>();
    expect(accepted.id).toMatch(/^sb_[0-9a-z]{12}$/);
    expect(answer.headers.location).toBe(`/v1/storyboards/${accepted.id}`);
    expect(accepted).toMatchObject({ name: '雨夜', state: 'queued', counts: { queued: 4, completed: 0 } });
    expect(accepted.warnings).toMatchObject([
      { code: 'duration-adjusted', pointer: '/segments/1/duration_seconds', asked: 3, used: 10 },
    ]);
    const watched = await api.app.inject(answer.headers.location as string);
    expect(watched.json<Storyboard>()).toMatchObject({ id: accepted.id, shots: 2, takes: 4 });
  });

  test('parks one job per take that names nothing but ids', async () => {
    const { id } = await postStoryboard(api, storyboardDocument(1));
    const job = await api.context.queues.takes.getJob(`${id}-1-2`);
    expect(job?.data).toEqual({ takeId: `${id}-1-2`, providerId: 'sora-hk', v: 1 });
    expect(await job?.getState()).toBe('delayed');
  });

  test('may come with options', async () => {
    const options = { name: 'mine', takes: 3, provider: 'sora-hk', model: 'sora-2', priority: 'high' };
    const { id } = await postStoryboard(api, { storyboard: storyboardDocument(2), options });
    const watched = await api.app.inject(`/v1/storyboards/${id}`);
    expect(watched.json()).toMatchObject({ name: 'mine', takes: 6, model: 'sora-2', priority: 'high' });
  });

  test('is named by its id when it has no name', async () => {
    const { segments } = storyboardDocument(1);
    const accepted = await postStoryboard(api, { segments });
    expect(accepted.name).toBe(accepted.id);
  });

  test('of 5,000 shots is accepted as a whole', async () => {
    const { id, counts } = await postStoryboard(api, {
      storyboard: storyboardDocument(5_000, 'long'),
      options: { takes: 1 },
    });
    expect(counts.queued).toBe(5_000);
    expect(await api.context.book.takes.read({ takeId: `${id}-5000-1` })).toMatchObject({ state: 'queued' });
  });

  test('of more takes than one storyboard holds is refused with both numbers', async () => {
    const answer = await post({ storyboard: storyboardDocument(1_001), options: { takes: 20 } });
    expect(answer.statusCode).toBe(422);
    expect(answer.json<Problem>().errors).toMatchObject([{ code: 'too-many-takes' }]);
    expect(answer.body).toContain('20020');
  });
});

describe('a faulty order', () => {
  test('gets all forty faults at once, and nothing is kept', async () => {
    const before = await numberOfStoryboards();
    const document = storyboardDocument(40);
    for (const segment of document.segments) Object.assign(segment, { prompt_text: '  ' });
    const answer = await post(document);
    expect(answer.statusCode).toBe(422);
    expect(answer.headers['content-type']).toContain('application/problem+json');
    const problem = answer.json<Problem>();
    expect(problem).toMatchObject({ code: 'invalid-document', status: 422, instance: '/v1/storyboards' });
    expect(problem.requestId).toBe(answer.headers['x-request-id']);
    expect(problem.errors?.map(({ pointer }) => pointer)).toEqual(
      document.segments.map((_, index) => `/segments/${index}/prompt_text`),
    );
    expect(await numberOfStoryboards()).toBe(before);
  });

  test('hears of its options, its model and its document in one answer', async () => {
    const storyboard = { segments: [{ segment_index: 1, prompt_text: '' }] };
    const options = { takes: 99, model: 'no-such-model', colour: 'red' };
    const answer = await post({ storyboard, options });
    const pointers = answer.json<Problem>().errors?.map(({ pointer }) => pointer);
    expect(pointers?.toSorted()).toEqual([
      '/options/colour',
      '/options/model',
      '/options/takes',
      '/storyboard/segments/0/prompt_text',
    ]);
  });

  test('for a provider that is not enabled hears which ones are', async () => {
    const answer = await post({ storyboard: storyboardDocument(1), options: { provider: 'nobody' } });
    expect(answer.statusCode).toBe(422);
    expect(answer.json<Problem>().code).toBe('unknown-provider');
    expect(answer.json<Problem>().detail).toContain('sora-hk');
  });

  test.each([
    ['sandbox', 'start it with `npm run start:sandbox`, set SANDBOX_BASE_URL and start the API'],
    ['AIHubMix', 'set AIHUBMIX_API_KEY and start the API'],
    ['newapi', 'set NEWAPI_API_KEY with NEWAPI_BASE_URL and start the API'],
  ])('for %s, which is not set up, hears what does that', async (provider, how) => {
    const answer = await post({ storyboard: storyboardDocument(1), options: { provider } });
    expect(answer.json<Problem>().detail).toContain(how);
  });

  test('with a budget for a provider without prices hears how to write them', async () => {
    await using relay = await startTestApp(inject('redisUrl'), { SORA_API_KEY: '', T8STAR_API_KEY: 'k' });
    const payload = { storyboard: storyboardDocument(1), options: { budgetCents: 100 } };
    const answer = await relay.app.inject({ method: 'POST', url: '/v1/storyboards', payload });
    expect([answer.statusCode, answer.json<Problem>().code]).toEqual([422, 'price-unknown']);
    expect(answer.json<Problem>().detail).toMatch(/price of model grok-video-3 into models\.yaml/);
  });

  test('where no provider has a key hears which variable to set', async () => {
    await using keyless = await startTestApp(inject('redisUrl'), { SORA_API_KEY: '' });
    const answer = await keyless.app.inject({
      method: 'POST',
      url: '/v1/storyboards',
      payload: storyboardDocument(1),
    });
    expect(answer.statusCode).toBe(422);
    expect(answer.json<Problem>()).toMatchObject({ code: 'unknown-provider' });
    expect(answer.json<Problem>().detail).toContain('SORA_API_KEY');
  });

  test.each([
    { what: 'broken JSON', payload: '{"segments": [', status: 400, code: 'malformed-json' },
    { what: 'no body', payload: '', status: 400, code: 'malformed-json' },
    { what: 'a poisoned prototype', payload: '{"__proto__": {"a": 1}}', status: 400, code: 'malformed-json' },
    { what: 'an empty object', type: 'text/plain', payload: '{}', status: 422, code: 'invalid-document' },
    { what: 'XML', type: 'application/xml', payload: '<a/>', status: 415, code: 'unsupported-media-type' },
    {
      what: 'a form',
      type: 'application/x-www-form-urlencoded',
      payload: 'a=1',
      status: 415,
      code: 'unsupported-media-type',
    },
    {
      what: 'too much',
      payload: JSON.stringify('x'.repeat(8 * 1024 * 1024)),
      status: 413,
      code: 'body-too-large',
    },
    { what: 'null', payload: 'null', status: 422, code: 'invalid-document' },
    { what: 'a list', payload: '[]', status: 422, code: 'invalid-document' },
    { what: 'nothing to render', payload: '{"segments": []}', status: 422, code: 'invalid-document' },
  ])('of $what is told so', async ({ payload, type = 'application/json', status, code }) => {
    const answer = await post(payload, { 'content-type': type });
    expect([answer.statusCode, answer.json<Problem>().code]).toEqual([status, code]);
  });

  test('in an unknown encoding is refused before anything is paid', async () => {
    const bytes = Buffer.from('{"segments":[{"segment_index":1,"prompt_text":"caf\xe9 \xe0"}]}', 'latin1');
    const answer = await post(bytes, { 'content-type': 'application/json' });
    expect(answer.json<Problem>()).toMatchObject({ status: 400, code: 'malformed-json' });
    expect(answer.json<Problem>().detail).toContain('UTF-8');
  });

  test('with a syntax error is refused with the line', async () => {
    const answer = await post('{\n "segments": [\n  {"a" 1}\n ]\n}', { 'content-type': 'application/json' });
    expect(answer.json<Problem>().detail).toContain('line 3');
  });

  test('nested too deep is refused like any other', async () => {
    const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;
    for (const body of [deep, `{"segments": ${deep}}`, `{"storyboard": 1, "options": ${deep}}`]) {
      expect((await post(body)).statusCode).toBe(422);
    }
  });
});

test('never makes the API fail, whatever the JSON', async () => {
  const value = fc.jsonValue({ maxDepth: 3 });
  const segment = fc.record(
    {
      segment_index: fc.oneof(fc.integer({ min: 1, max: 9 }), value),
      prompt_text: fc.oneof(fc.string({ unit: 'binary' }), value),
      image_url: fc.oneof(fc.webUrl(), value),
      asset: fc.oneof(
        fc.record({ characters: value, scene: value, props: value }, { requiredKeys: [] }),
        value,
      ),
      duration_seconds: value,
      is_pro: value,
      resolution: value,
      director_intent: value,
      video_params: value,
    },
    { requiredKeys: [] },
  );
  const document = fc.record(
    {
      segments: fc.oneof(fc.array(segment, { maxLength: 3 }), value),
      character_bible: value,
      metadata: value,
    },
    { requiredKeys: [] },
  );
  const options = fc.record(
    { name: value, takes: value, provider: value, force: value },
    { requiredKeys: [] },
  );
  const body = fc.oneof(value, document, fc.record({ storyboard: fc.oneof(document, value), options }));
  await fc.assert(
    fc.asyncProperty(body, async (payload) => {
      const answer = await post(JSON.stringify(payload));
      expect(answer.statusCode).toBeLessThan(500);
      if (answer.statusCode !== 202) expect(answer.headers['content-type']).toContain('problem+json');
    }),
    { numRuns: 300 },
  );
});
