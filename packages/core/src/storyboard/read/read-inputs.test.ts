import { describe, expect, test } from 'vitest';
import type { ModelCapabilities } from '../../capabilities.ts';
import { readStoryboard, type ReadContext } from './read-storyboard.ts';

const CLIP = { durations: [10], aspectRatios: ['16:9'] };
const row = (id: string, modes: ModelCapabilities['modes']): ModelCapabilities => ({
  id,
  enabled: true,
  modes,
});
const REFERENCES = { ...CLIP, maxReferences: 2 };
const MODELS = [
  row('all', { text: CLIP, image: CLIP, frames: CLIP, references: REFERENCES }),
  row('frame', { text: CLIP, image: CLIP }),
  row('look', { references: REFERENCES }),
];
const CONTEXT: ReadContext = {
  providers: [{ id: 'p', models: MODELS, defaultModel: 'all' }],
  defaultProvider: 'p',
  defaultTakes: 1,
  today: '2026-07-01',
};
const [A, B, C] = ['a', 'b', 'c'].map((name) => `https://x.example/${name}.png`);
const PRIVATE = 'http://192.168.1.5/a.png';

function read(shot: object, model = 'all') {
  const segments = [{ segment_index: 1, prompt_text: 'a cat', ...shot }];
  const result = readStoryboard({ storyboard: { segments }, options: { model } }, CONTEXT);
  if (!result.ok) return { errors: result.errors.map(({ code, pointer }) => `${code} ${pointer}`) };
  const inputs = result.storyboard.shots[0]?.inputs.map(({ role, url }) => `${role} ${url}`);
  const left = result.warnings.filter(({ code }) => code === 'option-not-supported');
  return { inputs, left: left.map(({ pointer, detail }) => `${pointer} ${detail}`) };
}

describe('the pictures of a shot', () => {
  test.each([
    [{ image_url: A, last_frame: B }, [`first-frame ${A}`, `last-frame ${B}`]],
    [{ first_frame: A, end_image: { url: B } }, [`first-frame ${A}`, `last-frame ${B}`]],
    [{ 首帧: A, 尾帧: B }, [`first-frame ${A}`, `last-frame ${B}`]],
    [{ reference_images: [A, B] }, [`reference ${A}`, `reference ${B}`]],
    [{ 参考图: [{ url: A }, B] }, [`reference ${A}`, `reference ${B}`]],
    [{ reference_images: [A, A, B] }, [`reference ${A}`, `reference ${B}`]],
    [{ reference_images: [A] }, [`first-frame ${A}`]],
    [{ reference_image: A, last_frame: B }, [`first-frame ${A}`, `last-frame ${B}`]],
    [{ image_url: 'null', reference_image: A }, [`first-frame ${A}`]],
    [{ image_url: A, reference_image: A }, [`first-frame ${A}`]],
    [{ last_frame: null, reference_images: [] }, []],
  ])('have their roles: %j', (shot, inputs) => {
    expect(read(shot)).toEqual({ inputs, left: [] });
  });

  test('are references where the model takes no frame', () => {
    expect(read({ reference_image: A }, 'look').inputs).toEqual([`reference ${A}`]);
  });

  test.each([
    ['all', { last_frame: A }, [], '/segments/0/last_frame last_frame is not sent: it needs a first frame'],
    [
      'frame',
      { image_url: A, last_frame: B },
      [`first-frame ${A}`],
      '/segments/0/last_frame last_frame is not sent: model frame takes no last frame',
    ],
    [
      'all',
      { image_url: A, reference_images: [B] },
      [`first-frame ${A}`],
      '/segments/0/reference_images reference_images is not sent: a shot with a frame takes no references',
    ],
    [
      'all',
      { reference_images: [A, B, C] },
      [`reference ${A}`, `reference ${B}`],
      '/segments/0/reference_images reference_images is not sent: model all takes 2 references',
    ],
  ])('that %s cannot take are left out with a warning: %j', (model, shot, inputs, told) => {
    const { inputs: sent, left = [] } = read(shot, model);
    expect(sent).toEqual(inputs);
    expect(left).toHaveLength(1);
    expect(left[0]).toContain(told);
  });

  test.each([
    ['frame', { reference_images: [A, B] }, 'mode-not-supported', 'reference_images'],
    ['all', { last_frame: PRIVATE, image_url: A }, 'image-url-private', 'last_frame'],
    ['all', { reference_images: [A, PRIVATE] }, 'image-url-private', 'reference_images'],
    ['all', { reference_image: PRIVATE }, 'image-url-private', 'reference_image'],
    ['all', { first_frame: 'http://localhost/a.png' }, 'image-url-private', 'first_frame'],
  ])('are refused by %s: %j', (model, shot, code, field) => {
    expect(read(shot, model).errors).toContain(`${code} /storyboard/segments/0/${field}`);
  });
});
