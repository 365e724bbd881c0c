import type { GenerationRequest } from '@cineflow/core';
import { expect, test } from 'vitest';
import { answer } from '../../test/exchanges.ts';
import { classifyVeo } from '../kit/google/veo.ts';
import { classify, toBody } from './create.ts';
import { outputOf } from './poll.ts';

// [D] docs.cloud.google.com: Veo · [C] js-genai 6e9b35c and vercel/ai · [I] inferred. None was seen live.
const model = 'veo-3.1-fast-generate-001';
const name = `projects/my-film/locations/us-central1/publishers/google/models/${model}/operations/o1`;
const done = (response: object) => ({ name, done: true, response });
const request: GenerationRequest = {
  model,
  prompt: 'p',
  inputs: [],
  durationSeconds: 8,
  aspectRatio: '9:16',
};
const usual = {
  sampleCount: 1,
  aspectRatio: '9:16',
  resolution: '720p',
  durationSeconds: 8,
  generateAudio: true,
};
const bytes = { bytesBase64Encoded: 'QQ==', mimeType: 'image/png' };
const seen = (role: GenerationRequest['inputs'][number]['role']) => ({
  role,
  base64: 'QQ==',
  mimeType: 'image/png',
});

// [D]
test.for<[string, Partial<GenerationRequest>, Parameters<typeof toBody>[1], object, object]>([
  ['text, sound and size said', {}, [], {}, {}],
  ['a first frame', {}, [seen('first-frame')], { image: bytes }, {}],
  ['two frames', {}, [seen('last-frame'), seen('first-frame')], { image: bytes, lastFrame: bytes }, {}],
  [
    'references',
    {},
    [seen('reference')],
    { referenceImages: [{ image: bytes, referenceType: 'asset' }] },
    {},
  ],
  ['silence and a seed', { audio: false, seed: 7 }, [], {}, { generateAudio: false, seed: 7 }],
  [
    '4k, and what is not wanted',
    { resolution: '4k', negativePrompt: 'n' },
    [],
    {},
    { resolution: '4k', negativePrompt: 'n' },
  ],
  [
    'an option of its own, and none of others',
    { options: { personGeneration: 'allow_adult', shot_type: 'multi' } },
    [],
    {},
    { personGeneration: 'allow_adult' },
  ],
])('the body of %s', ([, change, pictures, instance, parameters]) => {
  expect(toBody({ ...request, ...change }, pictures, undefined)).toEqual({
    instances: [{ prompt: 'p', ...instance }],
    parameters: { ...usual, ...parameters },
  });
});

const toOutput = (clip: Parameters<typeof outputOf>[2]) => outputOf('https://storage.example', name, clip);
test.for<[string, number, unknown, object]>([
  ['not done [D]', 200, { name, done: false }, { kind: 'pending' }],
  [
    'a clip in the bucket [D]',
    200,
    done({ videos: [{ gcsUri: 'gs://b/a/0.mp4' }] }),
    { kind: 'completed', output: { url: 'https://storage.example/b/a/0.mp4', auth: 'provider' } },
  ],
  ['a bucket without a clip [I]', 200, done({ videos: [{ gcsUri: 'gs://b' }] }), { kind: 'pending' }],
  ['kept back [D]', 200, done({ raiMediaFilteredCount: 1 }), { kind: 'failed', reason: 'content-policy' }],
  [
    'kept back, with the reason [D]',
    200,
    done({ raiMediaFilteredReasons: ['Support codes: 1'] }),
    { kind: 'failed', message: 'Support codes: 1' },
  ],
  [
    'kept back, as the Gemini API has it [D]',
    200,
    done({ generateVideoResponse: { raiMediaFilteredCount: 1 } }),
    { kind: 'failed', reason: 'content-policy' },
  ],
  ['done and empty [I]', 200, done({}), { kind: 'pending', odd: 'done, without a link' }],
  [
    'failed [D]',
    200,
    { name, done: true, error: { code: 8, message: 'load' } },
    { reason: 'provider-failed' },
  ],
  [
    'failed for its content [D]',
    200,
    { name, done: true, error: { code: 3, message: 'The image violates the usage guidelines' } },
    { kind: 'failed', reason: 'content-policy' },
  ],
  ['no name [I]', 200, { done: true }, { kind: 'error', cause: 'unavailable' }],
  ['HTTP 404 [D]', 404, { error: { status: 'NOT_FOUND' } }, { kind: 'not-found' }],
  ['HTTP 404 page [I]', 404, '<html>', { kind: 'error', cause: 'unavailable' }],
  ['HTTP 429 [D]', 429, { error: { message: 'slow' } }, { kind: 'error', cause: 'throttled' }],
  ['done under HTTP 500 [I]', 500, done({}), { kind: 'error', cause: 'unavailable' }],
])('a poll: %s (HTTP %i)', async ([, status, body, expected]) => {
  const outcome = await classifyVeo(answer(status, body), [], toOutput);
  expect(outcome).toMatchObject(expected);
  expect(outcome).not.toHaveProperty('refund');
});

test.for<[string, number, unknown, string]>([
  ['a name that is no operation [I]', 200, { name: 'projects/p' }, 'unconfirmed'],
  ['no name [I]', 200, {}, 'unconfirmed'],
  ['a name beside a problem [I]', 200, { name, error: { message: 'x' } }, 'unconfirmed'],
  ['a name under HTTP 429 [I]', 429, { name, error: { message: 'x' } }, 'unconfirmed'],
  ['INTERNAL [D]', 500, { error: { status: 'INTERNAL', message: 'x' } }, 'unconfirmed'],
  ['UNAVAILABLE [D]', 503, { error: { status: 'UNAVAILABLE', message: 'x' } }, 'unconfirmed'],
])('a create: %s (HTTP %i)', ([, status, body, expected]) => {
  expect(classify(answer(status, body), [], model).kind).toBe(expected);
});
