import { describe, expect, test } from 'vitest';
import type { ModelCapabilities } from '../../capabilities.ts';
import { planStoryboard } from '../plan/plan-storyboard.ts';
import { readStoryboard, type ReadContext } from './read-storyboard.ts';

const SHOT = { segment_index: 1, prompt_text: 'a cat' };
const CLIP = { durations: [10], aspectRatios: ['16:9', '9:16'] };
const SIZED = { ...CLIP, resolutions: ['720P', '1080P'] };
const FULL: ModelCapabilities = {
  id: 'full',
  enabled: true,
  modes: { text: SIZED },
  seed: true,
  negativePrompt: true,
  maxNegativePromptLength: 10,
  audio: 'choice',
};
const row = (id: string, more: Partial<ModelCapabilities> = {}): ModelCapabilities => ({
  id,
  enabled: true,
  modes: { text: CLIP },
  ...more,
});
const MODELS = [FULL, row('bare'), row('loud', { audio: 'always' }), row('mute', { audio: 'never' })];
const CONTEXT: ReadContext = {
  providers: [{ id: 'p', models: MODELS, defaultModel: 'full' }],
  defaultProvider: 'p',
  defaultTakes: 1,
  today: '2026-07-01',
};

function read(shot: object, { model = 'full', document = {} }: { model?: string; document?: object } = {}) {
  const storyboard = { ...document, segments: [{ ...SHOT, ...shot }] };
  const result = readStoryboard({ storyboard, options: { model } }, CONTEXT);
  if (!result.ok) return { errors: result.errors };
  const [take] = planStoryboard(result.storyboard, { takes: 1 });
  return { request: take?.request, warnings: result.warnings };
}

describe('what only some models take', () => {
  test.each([
    [{ seed: 7 }, { seed: 7 }],
    [{ seed: 0 }, { seed: 0 }],
    [{ 随机种子: '7' }, { seed: 7 }],
    [{ negative_prompt: 'people' }, { negativePrompt: 'people' }],
    [{ 负面提示词: '人' }, { negativePrompt: '人' }],
    [{ audio: false }, { audio: false }],
    [{ generate_audio: true }, { audio: true }],
    [{ 有声: '静音' }, { audio: false }],
    [{ picture_size: '1080p' }, { resolution: '1080P', aspectRatio: '16:9' }],
    [{ resolution: '1080p' }, { resolution: '1080P', aspectRatio: '16:9' }],
    [
      { 分辨率: '1080P', 画幅: '竖屏' },
      { resolution: '1080P', aspectRatio: '9:16' },
    ],
    [
      { resolution: '1080p', aspect_ratio: '9:16' },
      { resolution: '1080P', aspectRatio: '9:16' },
    ],
  ])('is ordered: %j', (shot, expected) => {
    expect(read(shot).request).toMatchObject(expected);
    expect(read({}, { document: { default_params: shot } }).request).toMatchObject(expected);
  });

  test('is what the shot says, not the document', () => {
    const document = {
      seed: 1,
      audio: true,
      negative_prompt: 'rain',
      default_params: { picture_size: '1080p' },
    };
    const shot = { seed: 2, audio: false, negative_prompt: 'snow', picture_size: '720p' };
    const { request, warnings } = read(shot, { document });
    expect(request).toMatchObject({ seed: 2, audio: false, negativePrompt: 'snow', resolution: '720P' });
    expect(warnings).toEqual([]);
  });

  test('is understood in video_params', () => {
    expect(read({ video_params: { seed: 7 } }).request).toMatchObject({ seed: 7 });
  });

  test('is absent where nothing is said', () => {
    expect(Object.keys(read({}).request ?? {}).toSorted()).toEqual(
      ['aspectRatio', 'durationSeconds', 'inputs', 'model', 'prompt', 'resolution'].toSorted(),
    );
  });

  test.each([
    ['bare', { seed: 7 }, 'takes no seed'],
    ['bare', { negative_prompt: 'people' }, 'takes no negative prompt'],
    ['bare', { audio: true }, 'offers no choice of sound'],
    ['loud', { audio: false }, 'always makes sound'],
    ['mute', { audio: true }, 'makes no sound'],
  ])('is warned of by shot and field at %s: %j', (model, shot, words) => {
    const { request, warnings } = read(shot, { model });
    expect(request).toEqual(read({}, { model }).request);
    const [field] = Object.keys(shot);
    expect(warnings).toMatchObject([
      { code: 'option-not-supported', pointer: `/storyboard/segments/0/${field}`, segmentIndex: 1 },
    ]);
    expect(warnings?.[0]?.detail).toContain(words);
  });

  test.each([
    ['loud', { audio: true }],
    ['mute', { audio: false }],
  ])('is no matter where %s does so anyway: %j', (model, shot) => {
    expect(read(shot, { model }).warnings).toEqual([]);
  });

  test.each([
    { seed: -1 },
    { seed: 'lucky' },
    { seed: 1.5 },
    { audio: 'rain on a roof' },
    { negative_prompt: 3 },
  ])('is warned of where it cannot be read: %j', (shot) => {
    expect(read(shot).request).toEqual(read({}).request);
    expect(read(shot).warnings).toMatchObject([{ code: 'field-not-used' }]);
  });

  test.each([
    ['full', { picture_size: '4k' }, 'resolution-not-supported', '/picture_size'],
    ['full', { resolution: '4k' }, 'resolution-not-supported', '/resolution'],
    ['bare', { resolution: '720p' }, 'unknown-resolution', '/resolution'],
    ['full', { negative_prompt: 'x'.repeat(11) }, 'prompt-too-long', '/negative_prompt'],
  ])('is refused at %s where it would be another clip: %j', (model, shot, code, end) => {
    expect(read(shot, { model }).errors).toMatchObject([{ code, pointer: `/storyboard/segments/0${end}` }]);
  });

  test('is one warning for many shots', () => {
    const segments = [1, 2, 3].map((at) => ({ ...SHOT, segment_index: at, seed: at }));
    const result = readStoryboard({ storyboard: { segments }, options: { model: 'bare' } }, CONTEXT);
    expect(result.ok && result.warnings).toMatchObject([{ code: 'option-not-supported', count: 3 }]);
  });
});
