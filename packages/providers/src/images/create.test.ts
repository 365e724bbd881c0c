import { readFile, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import type { GenerationRequest } from '@cineflow/core';
import { createHttpClient, DownloadError, type HttpClient } from '@cineflow/http';
import { afterAll, expect, test } from 'vitest';
import { accountAt } from '../../test/accounts.ts';
import { answer } from '../../test/exchanges.ts';
import { type Reaction, startScriptedServer } from '../../test/scripted-server.ts';
import type { CreateContext } from '../spec.ts';
import { classifyCreate } from './create.ts';
import { images } from './index.ts';

const http = createHttpClient();
afterAll(() => http[Symbol.dispose]());

// Nothing here was seen live; see images.test.ts for the tags.
const BYTES = Buffer.from('\x89PNG\r\n\x1a\n picture', 'latin1');
const PNG = BYTES.toString('base64');
const part = { inlineData: { mimeType: 'image/png', data: PNG } };
const made = (...parts: object[]) => ({ candidates: [{ content: { parts }, finishReason: 'STOP' }] });
const ended = (finishReason: string) => ({ candidates: [{ finishReason }] });
const context: CreateContext = { attemptId: 'attempt-1', mayWrite: () => true, timeoutMs: 5_000 };
const request: GenerationRequest = {
  model: 'm',
  prompt: '雨夜',
  inputs: [],
  durationSeconds: 1,
  aspectRatio: '9:16',
  resolution: '2k',
};
const inputs = ['a', 'b'].map((name) => ({ role: 'reference', url: `https://img.example/${name}` }) as const);

/** One account over a real server, with the same picture at every address. */
async function start(path: string, react: () => Reaction, download = picture) {
  const server = await startScriptedServer();
  server.react = react;
  const account = accountAt(server.origin + path, 'hidden');
  const provider = images.create(account, { ...http, download });
  const dispose = async () => {
    await server[Symbol.asyncDispose]();
    await rm(account.spoolDirectory, { recursive: true, force: true });
  };
  return { server, provider, account, [Symbol.asyncDispose]: dispose };
}
const picture: HttpClient['download'] = async ({ url }) => ({
  stream: Readable.from([Buffer.from(url.slice(-1))]),
  status: 200,
  contentType: 'image/png',
  offsetBytes: 0,
});
const ok = (body: unknown) => (): Reaction => ({ status: 200, body });

test('orders a Google picture by model and spools it', async () => {
  await using side = await start('/v1beta', ok(made({ text: 'here' }, part)));
  const outcome = await side.provider.create({ ...request, inputs }, context);
  expect(outcome).toMatchObject({ kind: 'accepted', operation: { id: 'attempt-1' } });
  const [sent] = side.server.requests;
  expect([sent?.url.pathname, sent?.headers['x-goog-api-key'], sent?.headers.authorization]).toEqual([
    '/v1beta/models/m:generateContent',
    'hidden',
    undefined,
  ]);
  expect(JSON.parse(sent?.body ?? '')).toEqual({
    contents: [
      {
        role: 'user',
        parts: [
          { inlineData: { mimeType: 'image/png', data: 'YQ==' } },
          { inlineData: { mimeType: 'image/png', data: 'Yg==' } },
          { text: '雨夜' },
        ],
      },
    ],
    generationConfig: {
      responseModalities: ['IMAGE'],
      imageConfig: { aspectRatio: '9:16', imageSize: '2K' },
    },
  });
  const polled = await side.provider.poll({ id: 'attempt-1' }, context);
  expect(polled).toMatchObject({ kind: 'completed', output: { spool: expect.stringMatching(/\.png$/) } });
  const output = polled.kind === 'completed' && 'spool' in polled.output ? polled.output.spool : '';
  expect(await readFile(output)).toEqual(BYTES);
  // A poll sends no request.
  expect(await side.provider.poll({ id: 'attempt-1' }, context)).toEqual(polled);
  expect(side.server.requests).toHaveLength(1);
});

test('a relay is sent JSON without pictures, and a form with them', async () => {
  await using side = await start('/v1', ok({ data: [{ b64_json: PNG }] }));
  await side.provider.create(request, context);
  await side.provider.create({ ...request, inputs }, { ...context, attemptId: 'attempt-2' });
  const [plain, form] = side.server.requests;
  const fields = {
    model: 'm',
    prompt: '雨夜',
    aspect_ratio: '9:16',
    image_size: '2K',
    response_format: 'b64_json',
  };
  expect([plain?.url.pathname, JSON.parse(plain?.body ?? '')]).toEqual(['/v1/images/generations', fields]);
  expect([plain?.headers.authorization, form?.url.pathname]).toEqual(['Bearer hidden', '/v1/images/edits']);
  const type = form?.headers['content-type'] ?? '';
  const sent = await new Response(form?.body ?? '', { headers: { 'content-type': type } }).formData();
  const files = sent.getAll('image').filter((file) => file instanceof File);
  expect(await Promise.all(files.map(async (file) => [file.name, await file.text()]))).toEqual([
    ['picture-1.png', 'a'],
    ['picture-2.png', 'b'],
  ]);
  sent.delete('image');
  expect(Object.fromEntries(sent)).toEqual(fields);
});

test('nothing is sent when a reference is gone', async () => {
  const gone = async () => Promise.reject(new DownloadError('status', 'no', { status: 404 }));
  await using side = await start('/v1', ok({}), gone);
  expect(await side.provider.create({ ...request, inputs }, context)).toMatchObject({ refusal: 'invalid' });
  expect(side.server.requests).toEqual([]);
});

test.for<[string, unknown, object]>([
  [
    'a link [C]',
    { data: [{ url: 'https://cdn.example/a.png' }] },
    { output: { url: 'https://cdn.example/a.png', auth: 'none' } },
  ],
  ['base64 in a link [I]', { data: [{ url: `data:image/png;base64,${PNG}` }] }, { kind: 'completed' }],
  ['names with underscores [S]', made({ inline_data: part.inlineData }), { kind: 'completed' }],
  ['a draft before the picture [D]', made({ ...part, thought: true }, part), { kind: 'completed' }],
  ['a draft only [I]', made({ ...part, thought: true }), { kind: 'failed' }],
  ['text only [D]', made({ text: 'I cannot draw that.' }), { kind: 'failed', reason: 'content-policy' }],
  [
    'SAFETY [D]',
    ended('IMAGE_SAFETY'),
    { kind: 'failed', reason: 'content-policy', message: 'IMAGE_SAFETY' },
  ],
  ['NO_IMAGE [D]', ended('NO_IMAGE'), { kind: 'failed', reason: 'content-policy' }],
  ['too many tokens [D]', ended('MAX_TOKENS'), { kind: 'failed', reason: 'provider-failed' }],
  [
    'a blocked prompt [D]',
    { promptFeedback: { blockReason: 'PROHIBITED_CONTENT' } },
    { reason: 'content-policy' },
  ],
  ['no row [I]', { data: [] }, { kind: 'failed', reason: 'provider-failed' }],
  ['no picture [I]', { data: [{ b64_json: 'PGh0bWw+' }] }, { kind: 'failed', reason: 'provider-failed' }],
])('an answer with %s is paid, and a poll tells what became of it', async ([, body, expected]) => {
  await using side = await start('/v1', ok(body));
  expect(await side.provider.create(request, context)).toMatchObject({ kind: 'accepted' });
  const polled = await side.provider.poll({ id: 'attempt-1' }, context);
  expect(polled).toMatchObject(expected);
  // No source says that a blocked picture is refunded.
  expect(polled).not.toHaveProperty('refund');
});

test('polling a foreign spool neither ends nor loses the operation', async () => {
  await using side = await start('/v1', () => ({
    raw: 'HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{"data":[{',
  }));
  expect(await side.provider.create(request, context)).toMatchObject({ kind: 'unconfirmed' });
  for (const id of ['attempt-1', 'attempt-1.part', '../attempt-1', 'other'])
    expect(await side.provider.poll({ id }, context)).toMatchObject({ kind: 'error', cause: 'unavailable' });
  expect(side.server.requests).toHaveLength(1);
});

const verdict = (status: number, body: unknown) =>
  classifyCreate(answer(status, body), { attemptId: 'a', secrets: [] });

test.for<[string, number, unknown, object]>([
  ['an error with 200', 200, { error: { message: 'no' } }, { kind: 'unconfirmed' }],
  ['an error beside a picture', 200, { ...made(part), error: { code: 500 } }, { kind: 'unconfirmed' }],
  ['a picture under HTTP 500', 500, made(part), { kind: 'unconfirmed' }],
  ['no candidate and no reason', 200, { candidates: [], usageMetadata: {} }, { kind: 'unconfirmed' }],
  ['a task instead of a picture', 200, { task_id: 't1', status: 'queued' }, { kind: 'unconfirmed' }],
  ['half of the JSON', 200, '{"data":[{"b64_json":"iVBORw', { kind: 'unconfirmed' }],
  [
    'an overload [D]',
    503,
    { error: { code: 503, message: 'overloaded', status: 'UNAVAILABLE' } },
    { kind: 'unconfirmed' },
  ],
  ['an inner failure [D]', 500, { error: { code: 500, status: 'INTERNAL' } }, { kind: 'unconfirmed' }],
  [
    'a quota with its pause [D]',
    429,
    { error: { message: 'quota', details: [{ retryDelay: '34.5s' }] } },
    { retryAfterMs: 35_000 },
  ],
])('%s (HTTP %i)', ([, status, body, expected]) => {
  expect(verdict(status, body)).toMatchObject(expected);
});

test.for<[string, Reaction, object]>([
  [
    'models as Google lists them [D]',
    { status: 200, body: { models: [{ name: 'models/m' }] } },
    { kind: 'known' },
  ],
  [
    'a wrong key as Google says it [D]',
    { status: 400, body: { error: { message: 'API key not valid.' } } },
    { refusal: 'auth' },
  ],
  ['a page', { status: 200, body: '<html>' }, { kind: 'error' }],
])('the key is checked: %s', async ([, reaction, expected]) => {
  await using side = await start('/v1beta', () => reaction);
  expect(await side.provider.balance?.(context)).toMatchObject(expected);
  expect(side.server.requests[0]?.url.pathname).toBe('/v1beta/models');
});
