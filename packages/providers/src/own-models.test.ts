import type { GenerationRequest } from '@cineflow/core';
import { createHttpClient } from '@cineflow/http';
import { afterAll, expect, test } from 'vitest';
import { accountAt } from '../test/accounts.ts';
import { startScriptedServer } from '../test/scripted-server.ts';
import type { ModelRow } from './family.ts';
import { FAMILIES } from './registry.ts';

const http = createHttpClient();
afterAll(() => http[Symbol.dispose]());

const OWN: ModelRow = { id: 'own-1', enabled: true, modes: {} };
const picture = { role: 'first-frame', url: 'https://img.example/a.png' } as const;
const request = (model: string, inputs: GenerationRequest['inputs']): GenerationRequest => ({
  model,
  prompt: '雨夜',
  inputs,
  durationSeconds: 6,
  aspectRatio: '9:16',
});

/** Path and JSON of a create at an account with models from a file, without the model's name. */
async function sentFor(family: string, dialect: string, own: ModelRow, model: string) {
  await using server = await startScriptedServer();
  server.react = () => ({ status: 200, body: {} });
  const [provider] = FAMILIES.filter((one) => one.family === family).map((one) =>
    one.create({ ...accountAt(server.origin, 'k'), dialect, models: [own] }, http),
  );
  await provider?.create(request(model, family === 'gemini' ? [] : [picture]), {
    attemptId: 'a',
    mayWrite: () => true,
    timeoutMs: 5_000,
  });
  const [sent] = server.requests;
  const nameless = (text = '') => text.replaceAll(model, 'MODEL');
  return [nameless(sent?.url.pathname), nameless(sent?.body)];
}

test.each([
  ['dashscope', 'dashscope', 'wan2.6-i2v-flash'],
  ['newapi', 'newapi', 'veo-3.1-generate-001'],
  ['newapi', 'newapi', 'wan2.6-i2v'],
  ['openai-videos', 'aihubmix', 'wan2.7-i2v'],
  ['openai-videos', 'aihubmix', 'doubao-seedance-2-0-260128'],
  ['openai-videos', 'aihubmix', 'sora-2'],
  ['comfly', 't8star', 'grok-video-3'],
  ['comfly', 't8star', 'sora-2-vip'],
  ['gemini', 'gemini', 'gemini-omni-1.1-flash'],
  ['gemini', 'gemini', 'veo-3.1-generate-preview'],
])('a model of a file is asked for at %s (%s) like %s, by its own name', async (family, dialect, like) => {
  const sent = await sentFor(family, dialect, { ...OWN, like }, OWN.id);
  expect(sent).toEqual(await sentFor(family, dialect, { ...OWN, id: like }, like));
  expect(sent[1]).toContain('雨夜');
});

test('lists tasks of models from the file', async () => {
  await using server = await startScriptedServer();
  const row = { task_id: 't-1', status: 'RUNNING', model_name: OWN.id, gmt_create: Date.now() };
  server.react = ({ url }) => ({
    status: 200,
    body: { data: url.searchParams.get('page_no') === '1' ? [row] : [], total: 1 },
  });
  const [provider] = FAMILIES.filter(({ family }) => family === 'dashscope').map((family) =>
    family.create({ ...accountAt(server.origin, 'k'), models: [OWN] }, http),
  );
  const listed = await provider?.listRecent?.(new Date(Date.now() - 60_000), { timeoutMs: 5_000 });
  expect(listed).toMatchObject({ complete: true, operations: [{ operationId: 't-1', model: OWN.id }] });
});
