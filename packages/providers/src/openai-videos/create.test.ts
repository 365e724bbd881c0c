import type { GenerationRequest } from '@cineflow/core';
import type { HttpClient, PostRequest } from '@cineflow/http';
import { DownloadError } from '@cineflow/http';
import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { accountAt } from '../../test/accounts.ts';
import { answer, failure } from '../../test/exchanges.ts';
import { classifyCreate } from '../kit/relay/classify-create.ts';
import type { CreateContext } from '../spec.ts';
import { toJson } from './body.ts';
import { createVideos } from './index.ts';
import { PRESETS, T8STAR_MODELS } from './settings.ts';

const context: CreateContext = { attemptId: 'a', mayWrite: () => true, timeoutMs: 5_000 };
const picture = 'https://img.example/a.png';
const asked = (model: string, more: Partial<GenerationRequest> = {}): GenerationRequest => ({
  model,
  prompt: '雨夜',
  inputs: [],
  durationSeconds: 5,
  aspectRatio: '9:16',
  ...more,
});
const first = [{ role: 'first-frame', url: picture }] as const;

test.for([
  // [D] docs.aihubmix.com Video-Gen: seconds is text; [C] the size in pixels.
  [
    'flat',
    asked('wan2.6-t2v', { resolution: '1080p' }),
    { model: 'wan2.6-t2v', prompt: '雨夜', seconds: '5', size: '1080x1920' },
  ],
  [
    'flat',
    asked('wan2.7-t2v', { resolution: '720p', aspectRatio: '4:3', seed: 7 }),
    { model: 'wan2.7-t2v', prompt: '雨夜', seconds: '5', size: '960x720', seed: 7 },
  ],
  // [C] Wan takes the address as text.
  [
    'flat',
    asked('wan2.6-i2v', { inputs: first }),
    { model: 'wan2.6-i2v', prompt: '雨夜', seconds: '5', size: '720x1280', input_reference: picture },
  ],
  // [C] the first-party adapter sends a number for Veo.
  [
    'flat',
    asked('veo-3.1-generate-preview', { durationSeconds: 8 }),
    { model: 'veo-3.1-generate-preview', prompt: '雨夜', seconds: 8, size: '720x1280' },
  ],
  // [C] wan2.7 from pictures is Alibaba's own shape.
  [
    'dashscope',
    asked('wan2.7-i2v', { inputs: [...first, { role: 'last-frame', url: `${picture}?2` }] }),
    {
      model: 'wan2.7-i2v',
      input: {
        prompt: '雨夜',
        media: [
          { type: 'first_frame', url: picture },
          { type: 'last_frame', url: `${picture}?2` },
        ],
      },
      parameters: {
        resolution: '720P',
        duration: 5,
        aspect_ratio: '9:16',
        prompt_extend: true,
        watermark: false,
      },
    },
  ],
  // [C] Seedance: parts, the sound said because it is billed.
  [
    'content',
    asked('doubao-seedance-2-0-260128', { inputs: first, audio: false, resolution: '480p' }),
    {
      model: 'doubao-seedance-2-0-260128',
      prompt: '雨夜',
      duration: 5,
      content: [
        { type: 'text', text: '雨夜' },
        { type: 'image_url', image_url: { url: picture }, role: 'first_frame' },
      ],
      resolution: '480p',
      ratio: '9:16',
      generate_audio: false,
      watermark: false,
    },
  ],
] as const)('body %s of %j', ([shape, request, body]) => {
  expect(toJson(request, shape)).toEqual(body);
});

/** T8Star over a client that records what is sent and serves this picture. */
function t8star(download: HttpClient['download']) {
  const sent: PostRequest[] = [];
  const http = {
    download,
    postOnce: async (request: PostRequest) => {
      sent.push(request);
      return answer(200, { id: 'task_1' });
    },
  } as unknown as HttpClient;
  const preset = { ...PRESETS[0]!, id: 't8star', models: T8STAR_MODELS };
  const provider = createVideos(preset, accountAt('https://relay.example/v1', 'k'), http);
  const request = asked('grok-1.5-video-6s', { inputs: first, durationSeconds: 6 });
  return { sent, create: () => provider.create(request, context) };
}
const served =
  (contentType: string, ...chunks: Buffer[]): HttpClient['download'] =>
  async () => ({ stream: Readable.from(chunks), status: 200, contentType, offsetBytes: 0 });

test('T8Star gets a form with the picture as a file [C]', async () => {
  const { sent, create } = t8star(served('image/png', Buffer.from('PNG'), Buffer.from('!')));
  expect(await create()).toMatchObject({ kind: 'accepted', operation: { id: 'task_1' } });
  const [post] = sent;
  expect(post?.url).toBe('https://relay.example/v1/videos');
  const form = post && 'form' in post ? post.form : new FormData();
  const file = form.get('input_reference');
  expect(file instanceof File && [file.type, file.name, await file.text()]).toEqual([
    'image/png',
    'picture.png',
    'PNG!',
  ]);
  form.delete('input_reference');
  expect(Object.fromEntries(form)).toEqual({
    model: 'grok-1.5-video-6s',
    prompt: '雨夜',
    seconds: '6',
    size: '720x1280',
  });
});

test.for<[string, HttpClient['download'], object]>([
  [
    'is gone',
    async () => Promise.reject(new DownloadError('status', 'gone', { status: 404 })),
    { kind: 'refused', refusal: 'invalid' },
  ],
  ['is a page', served('text/html', Buffer.from('<html>')), { kind: 'refused', refusal: 'invalid' }],
  ['is empty', served('image/png'), { kind: 'refused', refusal: 'invalid' }],
  ['is too large', served('image/png', Buffer.alloc(20_000_001)), { kind: 'refused', refusal: 'invalid' }],
  [
    'does not come',
    async () => Promise.reject(new DownloadError('transport', 'reset')),
    { kind: 'not-sent', ownFault: true },
  ],
  [
    'is there tomorrow',
    async () => Promise.reject(new DownloadError('status', 'no', { status: 503 })),
    { kind: 'not-sent' },
  ],
])('nothing is sent when the picture %s', async ([, download, expected]) => {
  const { sent, create } = t8star(download);
  expect(await create()).toMatchObject({ ...expected, evidence: { bytesWritten: 0 } });
  expect(sent).toEqual([]);
});

const page = '<html><body><h1>502 Bad Gateway</h1></body></html>';
const flat = (code: string, message = 'no') => ({ code, message, data: null });
const error = (code: string, message = 'no') => ({ error: { code, message, type: 'new_api_error' } });

test.for<[name: string, status: number, body: unknown, verdict: string]>([
  ['an id', 200, { id: 'v1', status: 'queued' }, 'accepted'],
  ['201 with an id [D]', 201, { id: 'v1' }, 'accepted'],
  ['id and task_id [C]', 200, { id: 'task_1', task_id: 'task_1', error: null }, 'accepted'],
  ['an id in data [C]', 200, { code: 'success', message: '', data: { task_id: 't1' } }, 'accepted'],
  ['an id of 2 KB [D]', 200, { id: 'x'.repeat(2_048) }, 'accepted'],
  ['an id that cannot be kept', 200, { id: 'x'.repeat(2_049) }, 'unconfirmed'],
  ['no id', 200, { object: 'video', status: 'queued' }, 'unconfirmed'],
  ['an empty id', 200, { id: '', status: 'queued' }, 'unconfirmed'],
  ['an id that says null', 200, { id: 'null' }, 'unconfirmed'],
  ['an id and an error in one', 200, { id: 'v1', ...error('x') }, 'unconfirmed'],
  ['an id under HTTP 400', 400, { id: 'v1', ...error('x') }, 'unconfirmed'],
  ['an id under HTTP 502', 502, { id: 'v1' }, 'unconfirmed'],
  ['cut JSON', 200, '{"id":"v1","sta', 'unconfirmed'],
  ['a page with 200', 200, page, 'unconfirmed'],
  // [C] A 2xx with fail_to_fetch_task is the relay's error. Whether the vendor made the clip is unknown.
  ['an error with 200', 200, flat('fail_to_fetch_task'), 'unconfirmed'],
  ['no money with 200', 200, flat('insufficient_user_quota'), 'unconfirmed'],
  // [C] The relay could not read the vendor's answer. Some refund it; forks are unknown.
  ['do_request_failed', 500, flat('do_request_failed'), 'unconfirmed'],
  ['do_request_failed under 400', 400, flat('do_request_failed'), 'unconfirmed'],
  ['invalid_response under 400', 400, flat('invalid_response'), 'unconfirmed'],
  ['an inner 500', 500, flat('fail_to_fetch_task', '{"error":"overloaded"}'), 'unconfirmed'],
  ['moderation words under 500', 500, flat('fail_to_fetch_task', 'moderation_blocked'), 'unconfirmed'],
  ['HTTP 503 JSON', 503, error('', 'try again'), 'unconfirmed'],
  ['HTTP 503 by code [C]', 503, error('model_not_found', 'x'), 'busy'],
  ['no channel at 500 [C]', 500, flat('get_channel_failed'), 'busy'],
  ['no channel at 502', 502, flat('get_channel_failed'), 'unconfirmed'],
  ['no channel with 200', 200, flat('get_channel_failed'), 'unconfirmed'],
  ['HTTP 401 page', 401, page, 'unconfirmed'],
  ['HTTP 403 page', 403, page, 'unconfirmed'],
  ['HTTP 404 page', 404, page, 'unconfirmed'],
  ['HTTP 404 without words', 404, {}, 'unconfirmed'],
  ['HTTP 400 with an empty object', 400, {}, 'unconfirmed'],
  ['HTTP 408 JSON', 408, error('x'), 'unconfirmed'],
  ['HTTP 409 JSON', 409, error('x'), 'unconfirmed'],
  ['HTTP 425 JSON', 425, error('x'), 'unconfirmed'],
  ['HTTP 429 page', 429, page, 'unconfirmed'],
  ['HTTP 504 JSON', 504, error('x'), 'unconfirmed'],
  ['HTTP 524 page', 524, page, 'unconfirmed'],
  ['a redirect', 302, page, 'unconfirmed'],
  ['an error that is a text', 400, { error: 'bad seconds' }, 'invalid'],
  ['an error code that is a number', 422, { code: 422, message: 'bad seconds' }, 'invalid'],
  ['a wrong key that talks of quota', 401, error('', 'quota'), 'auth'],
  ['no money of the vendor [D]', 400, flat('fail_to_fetch_task', 'Arrearage'), 'balance'],
  ['content under 403', 403, error('', '内容违规'), 'content-policy'],
  ['a model nobody has', 404, error('model_not_found', 'x'), 'retired'],
  ['a model in words [D]', 404, error('', 'The model `x` does not exist'), 'retired'],
  ['a picture that is not there', 400, error('', 'the file does not exist'), 'invalid'],
  ['HTTP 455 [S]', 455, error('x'), 'content-policy'],
])('%s (HTTP %i)', ([, status, body, expected]) => {
  const outcome = classifyCreate(answer(status, body), ['hidden']);
  expect(outcome.kind === 'refused' ? outcome.refusal : outcome.kind).toBe(expected);
});

test('only a request of which no byte left counts as not sent', () => {
  expect(classifyCreate(failure('connect', 0), [])).toMatchObject({ kind: 'not-sent', ownFault: false });
  expect(classifyCreate(failure('response', 400), [])).toMatchObject({ kind: 'unconfirmed' });
});
