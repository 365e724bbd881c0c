import { createHash } from 'node:crypto';
import { describe, expect, test, vi } from 'vitest';
import { TestClient } from '../../test/client.ts';
import { makePng, toUri } from '../../test/make-png.ts';

const [RED, GREEN, BLUE] = [makePng(200, 0, 0), makePng(0, 200, 0), makePng(0, 0, 200)];
const [red, green, blue] = [RED, GREEN, BLUE].map(toUri);
const hash = (png: Buffer): string => createHash('sha256').update(png).digest('hex');
const PATIENT = { timeout: 4_000 };
const BROKEN = Buffer.from('no picture');
const VEO = '/gemini/v1beta/models/veo-3.1-fast-generate-preview:predictLongRunning';
const VERTEX = '/vertex/v1/projects/p/locations/l/publishers/google/models/veo-3.1-generate-001';
const OMNI = '/gemini/v1beta/interactions';
const WAN = '/api/v1/services/aigc/video-generation/video-synthesis';
const XAI = '/xai/v1/videos/generations';

const xai = { model: 'grok-imagine-video', duration: 8, aspect_ratio: '16:9', resolution: '720p' };
const seconds = { size: '1280*720', duration: 5 };
const bytes = (png: Buffer) => ({ bytesBase64Encoded: png.toString('base64'), mimeType: 'image/png' });
const part = (png: Buffer) => ({ type: 'image', data: png.toString('base64'), mime_type: 'image/png' });
const veo = (pictures: object) => ({
  instances: [{ prompt: 'a', ...pictures }],
  parameters: { sampleCount: 1, resolution: '720p', durationSeconds: 8 },
});
const omni = (pictures: readonly object[], task: string) => ({
  model: 'gemini-omni-1.1-flash',
  input: [...pictures, { type: 'text', text: 'a' }],
  background: true,
  response_format: { type: 'video', delivery: 'uri', resolution: '720p', duration: '8s' },
  generation_config: { video_config: { task } },
});
const grok = { model: 'grok-video-3', prompt: 'a', ratio: '16:9', duration: 6, resolution: '720P' };
const comflyVeo = { model: 'veo3.1', prompt: 'a', aspect_ratio: '16:9', enhance_prompt: false };

const first: [string, Buffer] = ['first', RED];
const last: [string, Buffer] = ['last', GREEN];
const refs: [string, Buffer][] = [
  ['ref', GREEN],
  ['ref', BLUE],
];

async function receive(path: string, body: object): Promise<unknown> {
  await using client = await TestClient.start();
  const answer = await client.ask('POST', path, { prompt: 'a', ...body }, { 'x-dashscope-async': 'enable' });
  expect(answer.status).toBe(200);
  return await vi.waitFor(async () => {
    const [operation] = (await client.bill()).operations;
    expect(operation).toMatchObject({ state: 'completed' });
    const pictures = operation?.['pictures'] as { role: string; sha256: string }[];
    return pictures.map(({ role, sha256 }) => [role, sha256]);
  }, PATIENT);
}

describe('pictures keep their order and their roles', () => {
  test.each<[string, string, object, readonly [string, Buffer][]]>([
    ['Sora.hk', '/v1/create', { image_url: red }, [first]],
    ['xAI, a frame', XAI, { ...xai, image: { url: red } }, [first]],
    ['xAI, references', XAI, { ...xai, reference_images: [{ url: green }, { url: blue }] }, refs],
    [
      'Wan 2.6',
      WAN,
      { model: 'wan2.6-i2v', input: { prompt: 'a', img_url: red }, parameters: seconds },
      [first],
    ],
    [
      'Wan 2.6, references',
      WAN,
      { model: 'wan2.6-r2v', input: { prompt: 'a', reference_urls: [green, blue] }, parameters: seconds },
      refs,
    ],
    [
      'Wan 2.7',
      WAN,
      {
        model: 'wan2.7-i2v',
        input: {
          prompt: 'a',
          media: [
            { type: 'first_frame', url: red },
            { type: 'last_frame', url: green },
            { type: 'reference_image', url: blue },
            { type: 'reference_video', url: 'https://v.example/a.mp4' },
          ],
        },
        parameters: seconds,
      },
      [first, last, ['ref', BLUE]],
    ],
    ['Veo at Gemini', VEO, veo({ image: bytes(RED), lastFrame: bytes(GREEN) }), [first, last]],
    [
      'Veo at Vertex',
      `${VERTEX}:predictLongRunning`,
      veo({ referenceImages: [GREEN, BLUE].map((png) => ({ image: bytes(png), referenceType: 'asset' })) }),
      refs,
    ],
    ['Omni, frames', OMNI, omni([part(RED), part(GREEN)], 'image_to_video'), [first, last]],
    ['Omni, references', OMNI, omni([part(GREEN), part(BLUE)], 'reference_to_video'), refs],
    ['T8Star, Grok', '/v2/videos/generations', { ...grok, images: [green, blue] }, refs],
    ['T8Star, Veo', '/v2/videos/generations', { ...comflyVeo, images: [red, green] }, [first, last]],
    ['NewAPI', '/v1/video/generations', { model: 'wan2.6-i2v', image: red, images: [red] }, [first]],
    ['AIHubMix', '/v1/videos', { model: 'veo3.1', input_reference: red }, [first]],
    ['AIHubMix, Sora', '/v1/videos', { model: 'sora-2', input_reference: { image_url: red } }, [first]],
    [
      'AIHubMix, Seedance',
      '/v1/videos',
      {
        model: 'seedance',
        content: [
          { type: 'text', text: 'a' },
          { type: 'image_url', image_url: { url: red }, role: 'first_frame' },
          { type: 'image_url', image_url: { url: green }, role: 'last_frame' },
          { type: 'image_url', image_url: { url: blue }, role: 'reference' },
        ],
      },
      [first, last, ['ref', BLUE]],
    ],
    [
      'AIHubMix, Wan',
      '/v1/videos',
      { model: 'wan2.7-i2v', input: { prompt: 'a', media: [{ type: 'first_frame', url: red }] } },
      [first],
    ],
  ])('%s', async (_name, path, body, pictures) => {
    expect(await receive(path, body)).toEqual(pictures.map(([role, png]) => [role, hash(png)]));
  });
});

describe('a picture that is none is told in the words of', () => {
  const why = 'the picture cannot be read: The file is not a picture.';
  const uri = toUri(BROKEN);
  test.for<[string, string, object, (id: string) => [string, string, object?], object]>([
    [
      'DashScope',
      WAN,
      { model: 'wan2.6-i2v', input: { prompt: 'a', img_url: uri }, parameters: seconds },
      (id) => ['GET', `/api/v1/tasks/${id}`],
      { output: { task_status: 'FAILED', code: 'InvalidParameter', message: why } },
    ],
    [
      'xAI',
      XAI,
      { ...xai, image: { url: uri } },
      (id) => ['GET', `/xai/v1/videos/${id}`],
      { status: 'failed', error: { code: 'invalid_argument', message: why } },
    ],
    [
      'Omni',
      OMNI,
      omni([part(BROKEN)], 'image_to_video'),
      (id) => ['GET', `${OMNI}/${id}`],
      { status: 'failed', error: { message: why } },
    ],
    [
      'Veo at Vertex',
      `${VERTEX}:predictLongRunning`,
      veo({ image: bytes(BROKEN) }),
      (id) => ['POST', `${VERTEX}:fetchPredictOperation`, { operationName: `operations/${id}` }],
      { done: true, error: { code: 3, message: why } },
    ],
    [
      'relays',
      '/v1/videos',
      { model: 'sora-2', input_reference: uri },
      (id) => ['GET', `/v1/videos/${id}`],
      { status: 'failed', error: { message: why } },
    ],
  ])('%s', async ([, path, body, poll, told]) => {
    await using client = await TestClient.start();
    await client.ask('POST', path, { prompt: 'a', ...body }, { 'x-dashscope-async': 'enable' });
    await vi.waitFor(async () => {
      const [operation] = (await client.bill()).operations;
      const [method, at, asked] = poll(String(operation?.['operationId']));
      expect(JSON.parse((await client.ask(method, at, asked)).text)).toMatchObject(told);
    }, PATIENT);
  });
});
