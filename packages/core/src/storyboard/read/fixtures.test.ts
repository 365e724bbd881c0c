import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CreateStoryboard } from '@cineflow/contracts';
import { expect, test } from 'vitest';
import { planStoryboard } from '../plan/plan-storyboard.ts';
import { readStoryboard } from './read-storyboard.ts';
import { CONTEXT } from './reading.fixture.ts';

const FOLDER = join(import.meta.dirname, '__fixtures__');

/** For each file what is ordered (seconds and shape by shot), or what is refused, and what is warned of. */
const EXPECTED: Record<string, { orders?: string[]; faults?: string[]; warnings?: string[] }> = {
  'comment-beside-storyboard.json': { orders: ['10 16:9'] },
  'defaults-disagree.json': { faults: ['contradiction /metadata/aspect_ratio'] },
  'document-defaults.json': {
    orders: ['15 9:16', '10 16:9'],
    warnings: [
      'field-understood /default_params/duration',
      'field-understood /metadata/aspect_ratio x3',
      'field-understood /default_params/generate_audio',
      'option-not-supported /default_params/generate_audio',
    ],
  },
  'film-length.json': {
    orders: ['10 16:9', '10 16:9'],
    warnings: ['field-not-used /duration x2', 'field-not-used /duration_seconds'],
  },
  'inside-video-params.json': {
    orders: ['15 9:16 https://img.example.org/heron.png'],
    warnings: [
      'field-not-used /segments/0/asset/location',
      'field-understood /segments/0/asset/image_url',
      'field-understood /segments/0/video_params/seconds',
      'field-understood /segments/0/video_params/ratio',
    ],
  },
  'limits-inside-storyboard.json': { faults: ['misplaced-option /storyboard/dryRun'] },
  'only-notes.json': { orders: ['10 16:9'] },
  'other-names-disagree.json': {
    faults: [
      'contradiction /segments/0/prompt',
      'contradiction /segments/0/图片',
      'contradiction /segments/0/duration',
      'contradiction /segments/0/画幅',
    ],
  },
  'other-names.json': {
    orders: ['15 9:16 https://img.example.org/heron.png'],
    warnings: [
      'field-understood /segments/0/reference_images x2',
      'field-understood /segments/0/seconds x2',
      'field-understood /segments/0/aspectRatio x3',
    ],
  },
  'private-pictures.json': {
    faults: [
      ...[0, 1, 2, 3, 4, 5].map((at) => `image-url-private /segments/${at}/image_url`),
      'image-url-private /segments/6/picture',
    ],
  },
  'shots-as-list.json': { faults: ['not-an-object '] },
  'shots-called-clips.json': { faults: ['required /segments'] },
  'shots-nested.json': { faults: ['required /segments'] },
  'shots-nowhere.json': { faults: ['required /segments'] },
  'signed-again.json': {
    orders: Array<string>(2).fill(
      '10 16:9 https://nest.oss-cn-hangzhou.aliyuncs.com/heron.png?x-oss-process=image/resize,w_720&Expires=1&OSSAccessKeyId=K&Signature=A',
    ),
    warnings: ['image-url-cleaned /segments/1/image_url'],
  },
  'spelled-durations.json': {
    orders: Array<string>(8).fill('15 16:9'),
    warnings: [
      'duration-adjusted /segments/7/duration_seconds',
      'field-understood /segments/1/duration_seconds x6',
    ],
  },
  'spelled-orientations.json': {
    orders: Array<string>(12).fill('10 9:16'),
    warnings: ['field-understood /segments/1/resolution x10'],
  },
  'unfulfilled-wishes.json': {
    orders: ['10 16:9', '10 16:9 https://img.example.org/a.png', '10 16:9'],
    warnings: [
      'field-not-used /style',
      'field-not-used /segments/0/dialogue x2',
      'option-not-supported /segments/0/seed',
      'option-not-supported /segments/0/negative_prompt x3',
      'field-not-used /segments/1/sparkle',
      'field-understood /segments/1/first_frame',
      'field-understood /segments/1/负面提示词 x2',
      'field-not-used /segments/2/aspect_ratio',
    ],
  },
  'vague-durations.json': {
    faults: [0, 1, 2, 3, 4].map((at) => `not-a-number /segments/${at}/duration_seconds`),
  },
  'vague-orientations.json': {
    faults: [0, 1, 2, 3, 4, 5].map((at) =>
      [2, 3, 4].includes(at)
        ? `resolution-not-supported /segments/${at}/resolution`
        : `unknown-resolution /segments/${at}/resolution`,
    ),
  },
};

const bodyOf = (name: string) => JSON.parse(readFileSync(join(FOLDER, name), 'utf8')) as unknown;
const readFixture = (name: string) => readStoryboard(bodyOf(name), CONTEXT);

test('every file is expected to be something', () => {
  expect(readdirSync(FOLDER).toSorted()).toEqual(Object.keys(EXPECTED).toSorted());
});

test.each(Object.entries(EXPECTED))('%s is ordered, warned of or refused as it must be', (name, expected) => {
  const read = readFixture(name);
  const orders = read.ok
    ? read.storyboard.shots.map(({ durationSeconds, aspectRatio, inputs }) =>
        [durationSeconds, aspectRatio, inputs[0]?.url ?? ''].join(' ').trim(),
      )
    : undefined;
  const found = {
    ...(read.ok ? { orders } : { faults: read.errors.map(({ code, pointer }) => `${code} ${pointer}`) }),
    ...(read.ok && read.warnings.length > 0
      ? {
          warnings: read.warnings.map(
            ({ code, pointer, count = 1 }) => `${code} ${pointer}${count === 1 ? '' : ` x${count}`}`,
          ),
        }
      : {}),
  };
  expect(found).toEqual(expected);
  if (!read.ok) expect(read.errors.every(({ fix }) => fix)).toBe(true);
  // What is ordered, our own description accepts too.
  else expect(CreateStoryboard.safeParse(bodyOf(name)).error).toBeUndefined();
});

test('a picture signed again makes equal shots different takes', () => {
  const read = readFixture('signed-again.json');
  if (!read.ok) throw new Error('refused');
  const takes = planStoryboard(read.storyboard, { takes: 1 });
  expect(new Set(takes.map(({ fingerprint }) => fingerprint)).size).toBe(2);
});

test.each([
  [{ id: 'scene-01', prompt: 'a' }, 'Call "prompt" "prompt_text".', 'Call "id"'],
  [{ id: '01', prompt: 'a' }, 'Call "prompt" "prompt_text".', 'Call "id"'],
  [{ 镜头号: 1, 画面: 'a', 时长: 'b' }, 'Call "镜头号" "segment_index". Call "画面" "prompt_text".', '时长'],
  [
    { id: 'x', scene_number: 3, prompt: ['a'], 提示词: 'a' },
    'Call "scene_number" "segment_index".',
    '"prompt"',
  ],
])('of %j only names are told whose values would be accepted', (shot, told, untold) => {
  const read = readStoryboard({ clips: [shot] }, CONTEXT);
  const fix = read.ok ? '' : read.errors[0]?.fix;
  expect(fix).toContain(told);
  expect(fix).not.toContain(untold);
});

test.each([
  ['shots-as-list.json', 'This list looks like the shots', 'Call "prompt" "prompt_text".'],
  ['shots-called-clips.json', 'The list at /clips', 'Call "motion_prompt" "prompt_text".'],
  ['shots-nested.json', 'The list at /results/0/script/shots_list', 'Call "frame_content" "prompt_text".'],
])('%s is refused with where the shots are and what to rename', (name, where, rename) => {
  const read = readFixture(name);
  const fix = read.ok ? '' : read.errors[0]?.fix;
  expect(fix).toContain(where);
  expect(fix).toContain(rename);
  expect(fix).not.toContain('  ');
});
