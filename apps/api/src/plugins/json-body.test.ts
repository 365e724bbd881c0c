import type { Problem } from '@cineflow/contracts';
import Fastify from 'fastify';
import { describe, expect, test } from 'vitest';
import type { App } from '../app-type.ts';
import { addJsonBody } from './json-body.ts';
import { addProblemDetails } from './problem-details.ts';

async function post(payload: string | Buffer) {
  const app = Fastify({ bodyLimit: 9_000_000 }) as unknown as App;
  addJsonBody(app);
  addProblemDetails(app);
  app.post('/', (request) => ({ got: request.body }));
  return app.inject({ method: 'POST', url: '/', payload, headers: { 'content-type': 'application/json' } });
}

async function detailOf(payload: string | Buffer): Promise<[status: number, detail: string]> {
  const answer = await post(payload);
  return [answer.statusCode, answer.json<Problem>().detail ?? ''];
}

const SHOT = '{"segment_index": 1, "prompt_text": "渡口，晨雾"}';
const TEXT = `{\n  "segments": [${SHOT}]\n}`;
/** 渡口 in GBK inside a small document. */
const GBK = Buffer.from('{"segments":[{"segment_index":1,"prompt_text":"\xb6\xc9\xbf\xda"}]}', 'latin1');
const UTF16 = Buffer.from(`\uFEFF${TEXT}`, 'utf16le');

describe('a JSON body', () => {
  test.each([
    ['plain', TEXT],
    ['with a byte order mark', `\uFEFF${TEXT}`],
    ['with lines as on Windows', TEXT.replaceAll('\n', '\r\n')],
  ])('is read: %s', async (_, payload) => {
    expect((await post(payload)).json()).toEqual({ got: JSON.parse(TEXT) as unknown });
  });

  test.each<[string, string | Buffer, string]>([
    ['UTF-16', UTF16, 'UTF-16 (Windows calls it Unicode)'],
    ['UTF-16 the other way', Buffer.from(UTF16).swap16(), 'UTF-16'],
    ['UTF-16 without a mark', Buffer.from(TEXT, 'utf16le'), 'UTF-16'],
    ['GBK', GBK, 'GBK'],
    ['no text at all', Buffer.from([0x7b, 0xff, 0xff, 0xff]), 'not UTF-8'],
  ])('is refused in the encoding %s', async (_, payload, words) => {
    const [status, detail] = await detailOf(payload);
    expect(status).toBe(400);
    expect(detail).toContain(words);
    expect(detail).toContain('Save the file as UTF-8');
  });

  test.each([
    ['nothing', '  ', 'is empty'],
    ['a fence', `好的，分镜如下：\n\`\`\`json\n${TEXT}\n\`\`\``, 'between the two lines of ```'],
    ['a fence at once', `\`\`\`\n${TEXT}\n\`\`\``, 'between the two lines of ```'],
    ['a page', '<!DOCTYPE html><p>', 'web page'],
    ['a table', '\uFEFF镜号,画面,时长\n1,渡口,5', 'table (CSV)'],
    ['words', 'Here it is: {"segments": []}', 'any text around it'],
    ['JSON Lines', `${SHOT}\n${SHOT}`, 'JSON Lines'],
    [
      'a comma too many',
      '{\n "segments": [1,\n ]\n}',
      'a comma before a closing bracket at line 2 column 16',
    ],
    [
      'quotes of an input method',
      '{\n “segments”: []}',
      '“ is not known to JSON at line 2 column 2. Write " there.',
    ],
    [
      'a colon of an input method',
      '{"segments"： []}',
      '： is not known to JSON at line 1 column 12. Write : there.',
    ],
    ['single quotes', "{'segments': []}", '\' is not known to JSON at line 1 column 2. Write " there.'],
    ['Python', '{"a": None}', 'None is not known to JSON at line 1 column 7. Write null there.'],
    ['a name without quotes', '{segments: []}', 'segments without quotes at line 1 column 2'],
    ['a comment', '{"a": 1} // b', 'a comment at line 1 column 10'],
    ['a line break in quotes', '{"a": "b\nc"}', 'Write \\n'],
    ['half a body', '{"segments": [{"prompt_text": "渡', 'ends too early'],
    ['another slip', '{"a": 1e3, "b": [1 2]}', 'line 1 column 20'],
    ['a poisoned prototype', '{"a": [{"__proto__": {"b": 1}}]}', '__proto__'],
    ['a hidden one', '{"\\u005f_proto__": {"b": 1}}', '__proto__'],
    ['a poisoned constructor', '{"constructor": {"prototype": {}}}', 'constructor'],
  ])('is refused with a fix: %s', async (_, payload, words) => {
    const [status, detail] = await detailOf(payload);
    expect(status).toBe(400);
    expect(detail).toContain(words);
  });

  test('may contain harmless words that look dangerous', async () => {
    const payload = '{"constructor": "Brunel", "prompt_text": "\\u6e21 __proto__"}';
    expect((await post(payload)).statusCode).toBe(200);
  });
});

describe('a field that is there twice', () => {
  const errorsOf = async (payload: string) => (await post(payload)).json<Problem>().errors ?? [];

  test.each([
    ['segments', '{"segments": [1], "segments": [2]}', '/segments'],
    ['the text of a shot', '{"segments": [{"a": 1}, {"a": [{}], "b" : "a\\"", "a" : 2}]}', '/segments/1/a'],
    ['one spelled another way', '{"action": 1, "\\u0061ction": 1}', '/action'],
    ['a name with a slash', '{"a/b": {"~": 1, "~": 2}}', '/a~1b/~0'],
  ])('is refused with its place: %s', async (_, payload, pointer) => {
    const answer = await post(payload);
    expect(answer.statusCode).toBe(422);
    expect(await errorsOf(payload)).toMatchObject([{ pointer, code: 'field-twice' }]);
  });

  test.each([
    ['in another object', '{"a": {"a": [{"a": 1}, {"a": 1}]}, "b": {"a": 1}}'],
    ['as a text', '{"a": "a", "b": ["a", "a", "a: 1"], "c": "\\"a\\": 1, \\"a\\": 2"}'],
    ['as a note', '{"_comment": "one", "_comment": "two", "$schema": 1, "$schema": 2}'],
  ])('is another field: %s', async (_, payload) => {
    expect((await post(payload)).statusCode).toBe(200);
  });

  test('is named twenty times at most', async () => {
    const errors = await errorsOf(`{${'"a": 1, '.repeat(31)}"b": 1}`);
    expect(errors).toHaveLength(21);
    expect(errors.at(-1)?.detail).toBe('10 more fields are there twice');
  });
});

describe('the size of a JSON body', () => {
  const names = (count: number) => `{${Array.from({ length: count }, (_, at) => `"n${at}" : 1`).join(',')}}`;
  const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;

  test.each([
    ['64 levels', nested(64), 200],
    ['65 levels', nested(65), 422],
    ['brackets in a text', JSON.stringify({ a: '[{'.repeat(1_000), b: '\\"[[' }), 200],
    ['brackets behind escaped quotes', `{"a": "\\\\", "b": ${nested(64)}}`, 422],
    ['500,000 values', `[${'0,'.repeat(499_997)}0]`, 200],
    ['more values', `[${'0,'.repeat(500_000)}0]`, 422],
    ['2,000 different names', names(2_000), 200],
    ['more names', names(2_001), 422],
    ['more names in texts', JSON.stringify([names(20_000)]), 200],
    ['the same names often', `[${`${names(100)},`.repeat(300)}0]`, 200],
    ['empty lists', `[${'[],'.repeat(2_600_000)}[]]`, 422],
  ])('is limited before parsing: %s', async (_, payload, status) => {
    expect((await post(payload)).statusCode).toBe(status);
  });

  test('comes with a fix', async () => {
    const [, detail] = await detailOf('['.repeat(8_000_000));
    expect(detail).toContain('64 levels; nothing was ordered');
  });
});
