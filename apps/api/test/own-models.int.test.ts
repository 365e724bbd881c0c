import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Problem, StoryboardEstimate } from '@cineflow/contracts';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { postStoryboard } from './post-storyboard.ts';
import { startTestApp, type TestApp } from './start-test-app.ts';
import { storyboardDocument } from './storyboard-document.ts';

const MODELS = `
models:
  - id: wan2.6-t2v
    family: dashscope
    enabled: false
  - id: wan2.7-t2v
    providers: [dashscope]
    retiresOn: 2026-01-31
  - id: wan2.8-t2v
    providers: [dashscope]
    like: wan2.7-t2v
    prices:
      - { unit: second, amount: 0.05, currency: USD }
  - id: sora-2
    family: sora-hk
    prices:
      - { unit: call, amount: 0.09, currency: USD }
  - id: sora-2-pro
    family: sora-hk
    enabled: false
`;
let directory: string;
let env: Record<string, string>;
let api: TestApp;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'cineflow-own-models-'));
  const path = join(directory, 'models.yaml');
  await writeFile(path, MODELS);
  env = { DASHSCOPE_API_KEY: 'd', CINEFLOW_MODELS_FILE: path };
  api = await startTestApp(inject('redisUrl'), env);
});
afterAll(async () => {
  await api[Symbol.asyncDispose]();
  await rm(directory, { recursive: true, force: true });
});

const order = (app: TestApp, options: object, query = '') =>
  app.app.inject({
    method: 'POST',
    url: `/v1/storyboards${query}`,
    payload: { storyboard: storyboardDocument(1, 'own models'), options },
  });

describe('a model of the file', () => {
  test.each([
    ['wan2.6-t2v', 'model-disabled', 'model wan2.6-t2v is switched off'],
    ['wan2.7-t2v', 'model-disabled', 'model wan2.7-t2v was retired on 2026-01-31'],
    ['wan2.9-t2v', 'unknown-model', 'provider dashscope has no model "wan2.9-t2v"'],
    // Built in, and not changed by the file.
    ['sora-2', 'unknown-model', 'provider dashscope has no model "sora-2"'],
  ])('%s is refused before anything is written, with what there is instead', async (model, code, detail) => {
    const answer = await order(api, { provider: 'dashscope', model });
    expect(answer.statusCode).toBe(422);
    expect(answer.json<Problem>().errors).toMatchObject([{ pointer: '/options/model', code, detail }]);
    expect(answer.json<Problem>().errors?.[0]?.fix).toMatch(/Models of dashscope are .*wan2\.8-t2v/);
    expect((await api.context.book.storyboards.list({ limit: 1 })).storyboards).toEqual([]);
  });

  test.each([
    ['dashscope', 'wan2.8-t2v', 50],
    ['sora-hk', 'sora-2', 9],
  ])('of %s is ordered at the price of the file: %s', async (provider, model, cents) => {
    const answer = await order(api, { provider, model }, '?dryRun=true');
    expect(answer.json<StoryboardEstimate>()).toMatchObject({ model, estimate: { cents } });
  });
});

test('a take of a model switched off since is not retried', async () => {
  await using before = await startTestApp(inject('redisUrl'), { DASHSCOPE_API_KEY: 'd' });
  const document = storyboardDocument(1, 'older');
  const { id } = await postStoryboard(before, { storyboard: document, options: { model: 'sora-2-pro' } });
  await before.app.inject({ method: 'POST', url: `/v1/storyboards/${id}/cancel`, payload: {} });
  await using after = await startTestApp(inject('redisUrl'), env, { book: before.context.book });
  const url = `/v1/takes/${id}-1-1/retry`;
  const payload = { by: 'Li', reason: 'once more' };
  const answer = await after.app.inject({ method: 'POST', url, payload });
  expect(answer.statusCode).toBe(409);
  expect(answer.json<Problem>().detail).toContain(
    'model sora-2-pro is switched off; models of sora-hk are sora-2',
  );
});
