import { describe, expect, test } from 'vitest';
import { TestClient } from '../../../test/client.ts';

const CREATE = '/api/v1/services/aigc/video-generation/video-synthesis';
const ASYNC = { 'x-dashscope-async': 'enable' };
const order = (prompt: string, more: object = {}) => ({
  model: 'wan2.6-t2v',
  input: { prompt },
  parameters: { size: '720*1280', duration: 5, ...more },
});

interface Told {
  code?: string;
  output?: Record<string, string>;
  data?: Record<string, unknown>[];
  total?: number;
}
const read = (answer: { text: string }) => JSON.parse(answer.text) as Told;

async function accept(client: TestClient, prompt: string, prefix = ''): Promise<string> {
  const answer = await client.ask('POST', prefix + CREATE, order(prompt), ASYNC);
  expect(read(answer).output?.['task_status']).toBe('PENDING');
  return read(answer).output?.['task_id'] ?? '';
}

describe('the dialect of DashScope', () => {
  test.for(['', '/wan'])(
    'a create under "%s" is charged by the second and ends with a clip',
    async (prefix) => {
      await using client = await TestClient.start();
      const id = await accept(client, 'a cat', prefix);
      const { output } = read(await client.ask('GET', `${prefix}/api/v1/tasks/${id}`));
      expect(output).toMatchObject({ task_status: 'SUCCEEDED', orig_prompt: 'a cat' });
      expect((await client.ask('GET', output?.['video_url'] ?? '')).headers.get('content-type')).toBe(
        'video/mp4',
      );
      expect((await client.bill()).creates).toMatchObject({ accepted: 1, chargedCents: 300 });
    },
  );

  test('a failed task has its code and costs nothing', async () => {
    await using client = await TestClient.start();
    const id = await accept(client, 'a cat [[fault:content-failed]]');
    const { output } = read(await client.ask('GET', `/api/v1/tasks/${id}`));
    expect(output).toMatchObject({ task_status: 'FAILED', code: 'DataInspectionFailed' });
    expect((await client.bill()).operations).toMatchObject([{ chargedCents: 300, refundedCents: 300 }]);
  });

  test.for<[string, object | string, object, number, string]>([
    ['without the header of asynchronous calls', order('p'), {}, 403, 'AccessDenied'],
    ['without a size', order('p', { size: undefined }), ASYNC, 400, 'InvalidParameter'],
    ['of 31 seconds', order('p', { duration: 31 }), ASYNC, 400, 'InvalidParameter'],
    ['of another vendor', { ...order('p'), model: 'veo-3.1' }, ASYNC, 400, 'InvalidParameter'],
    ['that is no JSON', '{', ASYNC, 400, 'InvalidParameter'],
    ['with a bad word', order('p [[fault:content-refusal]]'), ASYNC, 400, 'DataInspectionFailed'],
    ['too many', order('p [[fault:refused-429]]'), ASYNC, 429, 'Throttling.RateQuota'],
    ['without money', order('p [[fault:balance-1012]]'), ASYNC, 400, 'Arrearage'],
  ])('a create %s is refused and counted', async ([, body, headers, status, code]) => {
    await using client = await TestClient.start();
    const answer = await client.ask('POST', CREATE, body, headers as Record<string, string>);
    expect([answer.status, read(answer).code]).toEqual([status, code]);
    expect((await client.bill()).creates).toMatchObject({ received: 1, accepted: 0, refused: 1 });
  });

  test('a create answered without id is listed without its prompt', async () => {
    await using client = await TestClient.start();
    await client.accepted('of the other dialect');
    const answer = await client.ask('POST', CREATE, order('p [[fault:accepted-no-id]]'), ASYNC);
    expect(read(answer).output).toEqual({ task_status: 'PENDING' });
    const { data = [], total } = read(await client.ask('GET', '/api/v1/tasks?page_no=1&page_size=100'));
    expect(total).toBe(1);
    expect(data).toMatchObject([{ status: 'SUCCEEDED', model_name: 'wan2.6-t2v' }]);
    expect(JSON.stringify(data)).not.toContain('prompt');
  });

  test('an unknown task has the state UNKNOWN', async () => {
    await using client = await TestClient.start();
    const { output } = read(await client.ask('GET', '/api/v1/tasks/missing'));
    expect(output).toEqual({ task_id: 'missing', task_status: 'UNKNOWN' });
  });

  test('a wrong key is refused', async () => {
    await using client = await TestClient.start({ apiKey: 'right' });
    for (const path of ['/api/v1/tasks', '/api/v1/tasks/x']) {
      expect(read(await client.ask('GET', path)).code).toBe('InvalidApiKey');
    }
  });
});

test('its list has nothing that came by another wire', async () => {
  await using client = await TestClient.start();
  await client.ask('POST', '/v1/create', { prompt: 'by the other wire' });
  const id = await accept(client, 'by this one');
  const { data } = read(await client.ask('GET', '/api/v1/tasks?page_no=1&page_size=10', undefined, ASYNC));
  expect(data?.map(({ task_id }) => task_id)).toEqual([id]);
});
