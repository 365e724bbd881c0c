import { describe, expect, test } from 'vitest';
import { CONTEXT, errorsOf, readOne } from './reading.fixture.ts';
import { readStoryboard } from './read-storyboard.ts';

const LONG_ID = `@${'a'.repeat(200)}`;

function shots(count: number, text: (index: number) => string, extra: object = {}) {
  return Array.from({ length: count }, (_, index) => ({
    segment_index: index + 1,
    prompt_text: text(index),
    ...extra,
  }));
}

describe('a prompt', () => {
  test('that role ids lengthen beyond 32,000 characters names its shot', () => {
    const segments = [...shots(1, () => 'a quay'), { segment_index: 2, prompt_text: '美'.repeat(31_990) }];
    const storyboard = { character_bible: [{ name: '美', id: LONG_ID }], segments };
    expect(errorsOf({ storyboard, options: { takes: 20 } })).toMatchObject([
      {
        pointer: '/storyboard/segments/1/prompt_text',
        code: 'prompt-too-long',
        fix: expect.stringContaining('ids'),
      },
    ]);
  });

  test('counts with scene, props and note', () => {
    const parts = {
      asset: { scene: 'x'.repeat(20_000), props: ['y'.repeat(5_000)] },
      director_intent: 'z'.repeat(7_000),
    };
    expect(errorsOf({ segments: shots(1, () => 'a quay', parts) })).toMatchObject([
      { pointer: '/segments/0/prompt_text', code: 'prompt-too-long' },
    ]);
  });

  test('of exactly 32,000 characters is fine', () => {
    expect(readOne({ segments: shots(1, () => 'x'.repeat(32_000)) }).shot.promptText).toHaveLength(32_000);
  });

  test('that is too long is measured twenty times at most', () => {
    const segments = shots(80, (index) => '美'.repeat(200) + index);
    expect(errorsOf({ character_bible: [{ name: '美', id: LONG_ID }], segments })).toHaveLength(20);
  });
});

describe('role ids', () => {
  const character_bible = [{ name: '美', id: '@a' }];
  const START = '雨'.repeat(62);
  const BARELY_ANOTHER = `${'雨'.repeat(61)}夜`;
  const alike = [
    { name: START, id: '@a' },
    { name: `${'雨'.repeat(63)}夜`, id: '@b' },
  ];

  test.for<[string, object[], number, string, string?]>([
    ['as many as an order may have', character_bible, 9, '美'.repeat(10_000)],
    ['more than that', character_bible, 11, '美'.repeat(10_000), 'order-too-large'],
    ['of names that begin alike', alike, 30, START + BARELY_ANOTHER.repeat(300), 'order-too-large'],
  ])('%s', ([, bible, count, text, code]) => {
    const storyboard = { character_bible: bible, segments: shots(count, () => text) };
    const read = readStoryboard({ storyboard }, CONTEXT);
    expect(read.ok ? undefined : read.errors.map((error) => error.code).join()).toBe(code);
  });
});

describe('an order', () => {
  const body = (takes: number, extra: object = {}) => ({
    storyboard: { segments: shots(700, (index) => `${index}${'河'.repeat(1_000)}`, extra) },
    options: { takes },
  });

  test('may hold 64 MB over all of its takes', () => {
    expect(readOne(body(20)).options.takes).toBe(20);
  });

  test('of more is refused, addresses of pictures counted', () => {
    expect(errorsOf(body(20, { image_url: `https://x.example/${'b'.repeat(7_000)}` }))).toMatchObject([
      { pointer: '/storyboard/segments', code: 'order-too-large' },
    ]);
  });
});
