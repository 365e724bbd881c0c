import { describe, expect, test } from 'vitest';
import type { ModelCapabilities } from '../../capabilities.ts';
import { readStoryboard, type ReadContext } from './read-storyboard.ts';

const CLIP = { durations: [10], aspectRatios: ['16:9'] };
const row = (id: string, modes: ModelCapabilities['modes']): ModelCapabilities => ({
  id,
  enabled: true,
  modes,
});
const CONTEXT: ReadContext = {
  providers: [
    {
      id: 'p',
      models: [
        row('all', { text: CLIP, image: CLIP, frames: CLIP, references: CLIP }),
        row('blind', { text: CLIP }),
      ],
      defaultModel: 'all',
    },
  ],
  defaultProvider: 'p',
  defaultTakes: 1,
  today: '2026-07-01',
};
const A = 'https://x.example/a.png';
const B = 'https://x.example/b.png';

/** The inputs of each shot, numbered 10, 20, …; or the errors. */
function read(shots: readonly object[], document: object = {}, model = 'all') {
  const segments = shots.map((shot, index) => ({
    segment_index: 10 * (index + 1),
    prompt_text: 'a cat',
    ...shot,
  }));
  const result = readStoryboard({ storyboard: { ...document, segments }, options: { model } }, CONTEXT);
  return result.ok
    ? result.storyboard.shots.map(({ inputs }) => inputs.map(({ role, url }) => `${role} ${url}`))
    : result.errors.map(({ code, pointer }) => `${code} ${pointer.replace('/storyboard', '')}`);
}

/** Warnings of what is not used. */
function leftOut(shots: readonly object[], document: object, model: string): string[] {
  const segments = shots.map((shot, index) => ({ segment_index: index + 1, prompt_text: 'a cat', ...shot }));
  const result = readStoryboard({ storyboard: { ...document, segments }, options: { model } }, CONTEXT);
  return result.ok
    ? result.warnings.map(({ pointer, detail }) => `${pointer.replace('/storyboard', '')} ${detail}`)
    : [];
}

describe('a shot that continues the one before it', () => {
  test('starts from its last frame', () => {
    expect(read([{}, { continues: true }, {}, { 承接上一镜: '是' }])).toEqual([
      [],
      ['first-frame frame:10'],
      [],
      ['first-frame frame:30'],
    ]);
  });

  test('may end with a frame of its own, and takes no references beside', () => {
    const shot = { continues: true, last_frame: A, reference_images: [B] };
    expect(read([{}, shot])).toEqual([[], ['first-frame frame:10', `last-frame ${A}`]]);
  });

  test('is never the first one', () => {
    expect(read([{ continues: true }, {}])).toEqual(['nothing-to-continue /segments/0/continues']);
  });

  test('has no first frame of its own', () => {
    expect(read([{}, { continues: true, image_url: A }])).toEqual(['contradiction /segments/1/image_url']);
  });

  test('says so in a way that can be read', () => {
    expect(read([{}, { continues: 'perhaps' }])).toEqual(['not-a-boolean /segments/1/continues']);
  });

  test('needs a model that takes a first frame', () => {
    expect(read([{}, { continues: true }], {}, 'blind')).toEqual([
      'mode-not-supported /segments/1/continues',
    ]);
  });
});

describe('a document whose shots continue', () => {
  test('leaves those alone that have a picture or say no', () => {
    const shots = [{}, {}, { image_url: A }, { continues: false }, {}];
    expect(read(shots, { continues: true })).toEqual([
      [],
      ['first-frame frame:10'],
      [`first-frame ${A}`],
      [],
      ['first-frame frame:40'],
    ]);
  });

  test('is told where its model takes no first frame', () => {
    expect(leftOut([{}, {}], { continues: true }, 'blind')).toContain(
      '/segments/1 continues is not used: model blind takes no first frame',
    );
  });
});
