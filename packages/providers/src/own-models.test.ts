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
const request = (model: string): GenerationRequest => ({
  model,
  prompt: '雨夜',
  inputs: [{ role: 'first-frame', url: 'https://img.example/a.png' }],
  durationSeconds: 6,
  aspectRatio: '9:16',
});

/** The JSON of a create of some model at an account that sells one of its own. */
async function bodyOf(family: string, dialect: string, own: ModelRow, model: string): Promise<unknown> {
  await using server = await startScriptedServer();
  server.react = () => ({ status: 200, body: {} });
  const [provider] = FAMILIES.filter((one) => one.family === family).map((one) =>
    one.create({ ...accountAt(server.origin, 'k'), dialect, models: [own] }, http),
  );
  await provider?.create(request(model), { attemptId: 'a', mayWrite: () => true, timeoutMs: 5_000 });
  return JSON.parse(server.requests[0]?.body ?? 'null');
}

test.each([
  ['dashscope', 'dashscope', 'wan2.6-i2v-flash'],
  ['newapi', 'newapi', 'veo-3.1-generate-001'],
  ['newapi', 'newapi', 'wan2.6-i2v'],
  ['openai-videos', 'aihubmix', 'wan2.7-i2v'],
  ['openai-videos', 'aihubmix', 'doubao-seedance-2-0-260128'],
  ['openai-videos', 'aihubmix', 'sora-2'],
])('a model of a file is asked for at %s (%s) like %s, by its own name', async (family, dialect, like) => {
  const body = await bodyOf(family, dialect, { ...OWN, like }, OWN.id);
  const example = await bodyOf(family, dialect, { ...OWN, id: like }, like);
  expect(body).toEqual({ ...(example as object), model: OWN.id });
});

test('tasks of a model of a file are in the list, whatever its name', async () => {
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
