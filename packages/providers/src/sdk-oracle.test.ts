import type { GenerationInput, GenerationRequest } from '@cineflow/core';
import { expect, test } from 'vitest';
import { differences, ours, PAIRS, theirs, PICTURE_URL } from '../test/sdk-oracle.ts';

// The oracle is the AI SDK, which others run against live vendors. Its requests are caught before they leave.

/** An intended difference: our value, the SDK's value, and the reason. */
type Meant = Readonly<Record<string, [ours: unknown, theirs: unknown, why: string]>>;

const said = {
  'body.parameters.prompt_extend': [true, undefined, 'said, so that a new default changes no clip'],
  'body.parameters.watermark': [false, undefined, 'said, so that a new default changes no clip'],
} satisfies Meant;
const flash: Meant = {
  ...said,
  'body.parameters.audio': [true, undefined, 'sound is billed apart, so it is never left to a default'],
};
const framed: Meant = {
  ...said,
  'body.parameters.ratio': [undefined, '9:16', 'a first frame decides the ratio'],
};
const bucket: Meant = {
  'body.parameters.storageUri': ['gs://clips', undefined, 'the name in the documents of the API'],
  'body.parameters.gcsOutputDirectory': [undefined, 'gs://clips', 'a name that is in no document of the API'],
};
const sound: Meant = {
  ...bucket,
  'body.parameters.generateAudio': [true, undefined, 'sound is billed, so it is never left to a default'],
};
const first: GenerationInput = { role: 'first-frame', url: PICTURE_URL };
const last: GenerationInput = { role: 'last-frame', url: PICTURE_URL };
const reference: GenerationInput = { role: 'reference', url: PICTURE_URL };
const grok = 'grok-imagine-video';
const veo = 'veo-3.1-generate-preview';
const cloud = 'veo-3.1-generate-001';
const media = (type: string) => ({ type, url: PICTURE_URL });

test.for<
  [name: keyof typeof PAIRS, model: string, what: string, more: Partial<GenerationRequest>, meant: Meant]
>([
  ['xai', grok, 'text', { resolution: '720p' }, {}],
  ['xai', grok, 'another size', { resolution: '480p' }, {}],
  ['xai', 'grok-imagine-video-1.5', 'the largest size', { resolution: '1080p' }, {}],
  ['xai', grok, 'a first frame', { resolution: '720p', inputs: [first] }, {}],
  ['xai', grok, 'references', { resolution: '720p', inputs: [reference, reference] }, {}],
  ['xai', grok, 'a seed', { resolution: '720p', seed: 4 }, {}],
  [
    'xai',
    grok,
    'no size',
    {},
    { 'body.resolution': ['720p', undefined, 'size is billed, so it is never left to a default'] },
  ],
  [
    'xai',
    grok,
    'silence',
    { resolution: '720p', audio: false },
    { 'body.generate_audio': [undefined, false, 'not in the documents we know; the row offers no choice'] },
  ],

  ['alibaba', 'wan2.6-t2v', 'text', { resolution: '720P' }, said],
  ['alibaba', 'wan2.6-t2v', 'the larger size', { resolution: '1080P' }, said],
  [
    'alibaba',
    'wan2.6-t2v',
    'seed and what is not wanted',
    { resolution: '720P', seed: 4, negativePrompt: 'n' },
    said,
  ],
  ['alibaba', 'wan2.6-i2v', 'a first frame', { resolution: '720P', inputs: [first] }, said],
  ['alibaba', 'wan2.6-i2v-flash', 'a first frame', { resolution: '720P', inputs: [first] }, flash],
  ['alibaba', 'wan2.6-i2v-flash', 'silence', { resolution: '720P', inputs: [first], audio: false }, said],
  ['alibaba', 'wan2.6-r2v', 'references', { resolution: '720P', inputs: [reference, reference] }, said],
  ['alibaba', 'wan2.7-t2v', 'text', { resolution: '1080P' }, said],
  ['alibaba', 'wan2.7-r2v', 'references', { resolution: '720P', inputs: [reference] }, said],
  [
    'alibaba',
    'wan2.7-i2v',
    'two frames',
    { resolution: '720P', inputs: [first, last] },
    {
      ...said,
      'body.input.media': [
        [media('first_frame'), media('last_frame')],
        undefined,
        'documented for 2.7; the SDK sends no last frame',
      ],
      'body.input.img_url': [undefined, PICTURE_URL, 'the field of 2.6'],
    },
  ],
  ['alibaba', 'wan3.0-video', 'text', { resolution: '480P' }, said],
  ['alibaba', 'wan3.0-video', 'a first frame', { resolution: '720P', inputs: [first] }, framed],
  ['alibaba', 'wan3.0-video', 'two frames', { resolution: '720P', inputs: [first, last] }, framed],
  ['alibaba', 'wan3.0-video', 'references', { resolution: '720P', inputs: [reference, reference] }, said],

  ['google', veo, 'text', { resolution: '720p' }, {}],
  ['google', veo, 'the largest size', { resolution: '4k', durationSeconds: 8 }, {}],
  ['google', veo, 'a first frame', { resolution: '720p', inputs: [first] }, {}],
  ['google', veo, 'two frames', { resolution: '720p', inputs: [first, last] }, {}],
  ['google', veo, 'references', { resolution: '720p', inputs: [reference, reference] }, {}],
  ['google', veo, 'what is not wanted', { resolution: '720p', negativePrompt: 'n' }, {}],
  ['google', veo, 'an option', { resolution: '720p', options: { personGeneration: 'allow_adult' } }, {}],
  [
    'google',
    veo,
    'a seed',
    { resolution: '720p', seed: 4 },
    { 'body.parameters.seed': [undefined, 4, 'documented for Google Cloud only'] },
  ],

  ['vertex', cloud, 'text', { resolution: '720p' }, sound],
  ['vertex', cloud, 'silence and a seed', { resolution: '1080p', audio: false, seed: 4 }, bucket],
  ['vertex', cloud, 'a first frame', { resolution: '720p', audio: true, inputs: [first] }, bucket],
  ['vertex', cloud, 'two frames', { resolution: '720p', audio: true, inputs: [first, last] }, bucket],
  [
    'vertex',
    cloud,
    'references',
    { resolution: '720p', audio: true, inputs: [reference, reference] },
    bucket,
  ],
  [
    'vertex',
    cloud,
    'what is not wanted, and an option',
    { resolution: '720p', audio: true, negativePrompt: 'n', options: { personGeneration: 'allow_adult' } },
    bucket,
  ],
])(
  '%s %s: a create from %s is what the SDK sends, but for what is meant',
  async ([name, model, , more, meant]) => {
    const request: GenerationRequest = {
      model,
      prompt: 'a boat',
      inputs: [],
      durationSeconds: 6,
      aspectRatio: '9:16',
      ...more,
    };
    const [mine, sdk] = [await ours(PAIRS[name], request), await theirs(PAIRS[name], request)];
    expect(sdk?.body).toMatchObject({});
    const expected = Object.entries(meant).map(([at, [left, right]]) => [at, [left, right]]);
    expect(differences(mine, sdk)).toEqual(Object.fromEntries(expected));
  },
);
