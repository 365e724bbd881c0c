import type {
  Problem,
  StoryboardAccepted,
  StoryboardConversion,
  StoryboardEstimate,
} from '@cineflow/contracts';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { startTestApp, type TestApp } from './start-test-app.ts';

let api: TestApp;
beforeAll(async () => {
  api = await startTestApp(inject('redisUrl'));
});
afterAll(() => api[Symbol.asyncDispose]());

const post = (url: string, type: string, payload: string | Buffer, headers: Record<string, string> = {}) =>
  api.app.inject({ method: 'POST', url, payload, headers: { ...headers, 'content-type': type } });

const CSV = '镜号,景别,画面,时长\n1,远景,雪夜的后巷,10\n2,特写,灯灭,10\n';
const FENCED = '好的：\n```json\n{"shots": [{"shot_no": 1, "画面": "雪夜的后巷",}]}\n```';

describe('a shot list that is no document of ours', () => {
  test.each([
    ['text/csv; charset=utf-8', CSV, 2],
    ['text/plain', CSV, 2],
    ['text/markdown', '| 镜号 | 画面 |\n|---|---|\n| 1 | 雪夜的后巷 |\n', 1],
    ['application/json', FENCED, 1],
    ['application/json', Buffer.from(`\uFEFF{"shots": [{"prompt": "雪"}]}`, 'utf16le'), 1],
    ['text/plain', '第1场 后巷 夜\n△雪落下。\n阿雪：谁？\n', 1],
  ])('as %s is ordered, with notes', async (type, payload, shots) => {
    const answer = await post('/v1/storyboards', type, payload);
    expect(answer.statusCode).toBe(202);
    const accepted = answer.json<StoryboardAccepted>();
    expect(accepted.warnings.map(({ code }) => code)).toContain('shots-found');
    expect(accepted.counts.queued).toBe(shots);
  });

  test('is estimated without being ordered', async () => {
    const answer = await post('/v1/storyboards?dryRun=true', 'text/csv', CSV);
    expect(answer.statusCode).toBe(200);
    expect(answer.json<StoryboardEstimate>().warnings.map(({ code }) => code)).toContain('prompt-composed');
  });

  test('is the same request under its Idempotency-Key', async () => {
    const key = { 'idempotency-key': 'a table' };
    const first = (await post('/v1/storyboards', 'text/csv', CSV, key)).json<StoryboardAccepted>();
    const again = await post('/v1/storyboards', 'text/csv', CSV, key);
    expect(again.json<StoryboardAccepted>().id).toBe(first.id);
    const other = await post('/v1/storyboards', 'text/csv', `${CSV}3,特写,门开,10\n`, key);
    expect(other.json<Problem>().code).toBe('key-reused');
  });

  test('comes in a form beside its options', async () => {
    const parts = [
      `--b\r\ncontent-disposition: form-data; name="storyboard"; filename="分镜.csv"\r\n\r\n${CSV}\r\n`,
      '--b\r\ncontent-disposition: form-data; name="options"\r\n\r\n{"name": "from a table"}\r\n--b--\r\n',
    ];
    const answer = await post('/v1/storyboards', 'multipart/form-data; boundary=b', parts.join(''));
    expect(answer.json<StoryboardAccepted>()).toMatchObject({ name: 'from a table', counts: { queued: 2 } });
  });

  test.each([
    ['an unclear length', 'text/csv', '镜号,画面,时长\n1,雪,3-5秒\n', 422, '/rows/2/duration_seconds'],
    ['two texts', 'application/json', '{"shots": [{"画面": "a", "画面描述": "b"}]}', 422, '/shots/0'],
  ])('with %s is refused at its own place', async (...[, type, payload, status, pointer]) => {
    const answer = await post('/v1/storyboards', type, payload);
    const { errors = [] } = answer.json<Problem>();
    expect([answer.statusCode, errors[0]?.pointer]).toEqual([status, pointer]);
  });

  test.each([
    [
      'JSON that is cut off',
      'application/json',
      '{"segments": [{"segment_index": 1, "prompt',
      400,
      'cut off',
    ],
    ['a picture', 'text/plain', '\x89PNG\r\n', 422, ''],
    ['a ZIP called a workbook', 'text/csv', 'PK\x03\x04 a.txt', 422, ''],
  ])('that is %s costs nothing', async (...[, type, payload, status, words]) => {
    const answer = await post('/v1/storyboards', type, Buffer.from(payload, 'latin1'));
    expect(answer.statusCode).toBe(status);
    expect(answer.json<Problem>().detail).toContain(words);
  });
});

describe('POST /v1/storyboards/convert', () => {
  test('answers the document and orders nothing', async () => {
    const before = (await api.app.inject('/v1/storyboards')).json<{ storyboards: unknown[] }>().storyboards
      .length;
    const answer = await post('/v1/storyboards/convert', 'text/csv', CSV);
    const { document, notes } = answer.json<StoryboardConversion>();
    expect(document).toEqual({
      segments: [
        { segment_index: 1, prompt_text: '远景。雪夜的后巷', duration_seconds: 10 },
        { segment_index: 2, prompt_text: '特写。灯灭', duration_seconds: 10 },
      ],
    });
    expect(notes.map(({ code }) => code)).toContain('prompt-composed');
    const after = (await api.app.inject('/v1/storyboards')).json<{ storyboards: unknown[] }>().storyboards
      .length;
    expect(after).toBe(before);
  });

  test('answers what orders alike when it is sent', async () => {
    const { document } = (
      await post('/v1/storyboards/convert', 'application/json', FENCED)
    ).json<StoryboardConversion>();
    const answer = await post('/v1/storyboards?dryRun=true', 'application/json', JSON.stringify(document));
    expect(answer.json<StoryboardEstimate>().warnings).toEqual([]);
  });

  test('names every fault at once', async () => {
    const answer = await post(
      '/v1/storyboards/convert',
      'text/csv',
      '镜号,景别,画面\n1,特写,\n2,近景,\n3,远景,雪\n',
    );
    expect(answer.json<Problem>().errors?.map(({ pointer }) => pointer)).toEqual(['/rows/2', '/rows/3']);
  });
});
