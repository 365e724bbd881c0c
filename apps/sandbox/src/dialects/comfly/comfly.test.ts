import { expect, test } from 'vitest';
import { TestClient } from '../../../test/client.ts';

const PATH = '/v2/videos/generations';
const GROK = { model: 'grok-video-3', ratio: '9:16', duration: 6, resolution: '720P' };
const VEO = {
  model: 'veo3.1-components',
  aspect_ratio: '16:9',
  enhance_prompt: true,
  enable_upsample: false,
};

interface Task {
  task_id?: string;
  status?: string;
  fail_reason?: string;
  data?: { output?: string };
}
const read = (text: string) => JSON.parse(text) as Task;
const accept = async (client: TestClient, prompt: string, fields: object = GROK): Promise<string> =>
  read((await client.ask('POST', PATH, { ...fields, prompt })).text).task_id ?? '';
const poll = async (client: TestClient, id: string): Promise<Task> =>
  read((await client.ask('GET', `${PATH}/${id}`)).text);

test.for<[string, object, object]>([
  ['Grok', GROK, { durationSeconds: 6, resolution: 'vertical', imageUrl: null }],
  [
    'Veo',
    { ...VEO, images: ['https://img.example/a.png'] },
    { durationSeconds: 8, resolution: 'horizontal', imageUrl: 'https://img.example/a.png' },
  ],
])('a create of %s is charged on the same bill and links to its clip', async ([, fields, request]) => {
  await using client = await TestClient.start();
  const task = await poll(client, await accept(client, '雨夜', fields));
  expect(task).toMatchObject({ status: 'SUCCESS', progress: '100%', fail_reason: '' });
  const clip = await fetch(task.data?.output ?? '');
  expect([clip.status, clip.headers.get('content-type')]).toEqual([200, 'video/mp4']);
  await clip.arrayBuffer();
  expect((await client.bill()).operations).toMatchObject([{ chargedCents: 6, request }]);
});

test('running and failed tasks have no link', async () => {
  await using client = await TestClient.start({ renderMs: '60000' });
  const running = await poll(client, await accept(client, 'a [[fault:stuck]]'));
  expect(running).toMatchObject({ status: 'IN_PROGRESS', data: {} });
  await client.ask('PATCH', '/control', { renderMs: '0' });
  const failed = await poll(client, await accept(client, 'b [[fault:render-failed]]'));
  expect(failed).toMatchObject({ status: 'FAILURE', fail_reason: expect.stringContaining('失败'), data: {} });
});

test.for<[string, object | string, number, string]>([
  ['without seconds', { ...GROK, duration: undefined, prompt: 'p' }, 400, 'invalid_request'],
  [
    'with four pictures for Veo',
    { ...VEO, prompt: 'p', images: ['a', 'b', 'c', 'd'] },
    400,
    'invalid_request',
  ],
  ['without a model', { prompt: 'p' }, 400, 'invalid_request'],
  ['that is no JSON', '{', 400, 'invalid_request'],
  ['without money', { ...GROK, prompt: 'p [[fault:balance-1012]]' }, 403, 'insufficient_user_quota'],
])('a create %s is refused and counted', async ([, body, status, code]) => {
  await using client = await TestClient.start();
  expect(await client.ask('POST', PATH, body)).toMatchObject({ status, code });
  expect((await client.bill()).creates).toMatchObject({ received: 1, accepted: 0, refused: 1 });
});

test.for(['accepted-no-id', 'accepted-cut-json', 'accepted-502'])(
  '%s is charged and names no task',
  async (fault) => {
    await using client = await TestClient.start();
    const { text } = await client.ask('POST', PATH, { ...GROK, prompt: `p [[fault:${fault}]]` });
    const [operation] = (await client.bill()).operations;
    expect(operation).toMatchObject({ chargedCents: 6 });
    expect(text).not.toContain(String(operation?.['operationId']));
  },
);

test('an unknown task and a wrong key get a relay’s answers', async () => {
  await using client = await TestClient.start({ apiKey: 'k' });
  expect(await client.ask('GET', `${PATH}/nope`)).toMatchObject({ status: 401 });
  expect(await client.ask('GET', `${PATH}/nope`, undefined, { authorization: 'Bearer k' })).toMatchObject({
    status: 400,
    code: 'task_not_exist',
  });
});
