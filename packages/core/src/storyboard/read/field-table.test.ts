import { describe, expect, test } from 'vitest';
import { FIELD_TABLE } from './field-table.ts';
import { findField } from './find-field.ts';
import { errorsOf, readOne } from './reading.fixture.ts';

const SHOT = { segment_index: 1, prompt_text: 'a cat' };

function read(change: object, document: object = {}) {
  return readOne({ ...document, segments: [{ ...SHOT, ...change }] });
}

describe('the table of field names', () => {
  test('finds a name in any spelling', () => {
    for (const name of [
      'aspect_ratio',
      'aspectRatio',
      'Aspect-Ratio',
      'ASPECT RATIO',
      'ａｓｐｅｃｔ＿ｒａｔｉｏ',
    ]) {
      expect(findField('shot', name)).toMatchObject({ role: 'same', meant: 'resolution' });
    }
  });

  test('has no name that means two things in one place', () => {
    for (const row of FIELD_TABLE) {
      if (row.role !== 'same') continue;
      for (const [level, name] of row.at.flatMap((level) => row.names.map((name) => [level, name] as const)))
        expect(findField(level, name), `${level} ${name}`).toMatchObject({
          meant: row.meant,
          reads: row.reads,
        });
    }
  });

  test.each([
    ['seconds', '15', { durationSeconds: 15 }],
    ['duration', '15s', { durationSeconds: 15 }],
    ['durationSeconds', 15, { durationSeconds: 15 }],
    ['时长', '15秒', { durationSeconds: 15 }],
    ['时长（秒）', 15, { durationSeconds: 15 }],
    ['aspect_ratio', '9:16', { aspectRatio: '9:16' }],
    ['ratio', '9：16', { aspectRatio: '9:16' }],
    ['比例', '竖屏', { aspectRatio: '9:16' }],
    ['size', '720x1280', { aspectRatio: '9:16' }],
    ['横竖屏', '竖屏', { aspectRatio: '9:16' }],
    ['图片', 'https://x.example/a.png', { inputs: [{ url: 'https://x.example/a.png' }] }],
    ['imageUrl', 'https://x.example/a.png', { inputs: [{ url: 'https://x.example/a.png' }] }],
    ['reference_images', ['https://x.example/a.png'], { inputs: [{ url: 'https://x.example/a.png' }] }],
  ])('honours %s: %j, and says so', (name, value, expected) => {
    const { shot, warnings } = read({ [name]: value });
    expect(shot).toMatchObject(expected);
    expect(warnings).toMatchObject([{ pointer: `/segments/0/${name}`, count: 1 }]);
    expect(warnings[0]?.detail).toContain(`${name} is read as`);
  });

  test.each([
    [{ width: 720, height: 1280 }, '9:16'],
    [{ 宽: '1920', 高: '1080' }, '16:9'],
  ])('reads a size as a shape: %j', (change, aspectRatio) => {
    expect(read(change).shot.aspectRatio).toBe(aspectRatio);
  });

  test.each([
    [{ width: 720 }, '/segments/0/width', 'write resolution'],
    [{ duration: '3-5s' }, '/segments/0/duration', 'write duration_seconds'],
    [{ aspect_ratio: 'auto' }, '/segments/0/aspect_ratio', 'write resolution'],
    [{ image: 'a red boat' }, '/segments/0/image', 'write image_url'],
    [{ image: 'ref.png' }, '/segments/0/image', 'not one address the internet can fetch'],
    [{ reference_images: ['https://x.example/a', 'b.png'] }, '/segments/0/reference_images', 'no list'],
    [{ isPro: true }, '/segments/0/isPro', 'pro costs more'],
    [{ model_name: 'other' }, '/segments/0/model_name', 'options'],
    [{ dialogue: '「收网！」' }, '/segments/0/dialogue', 'in quotes'],
    [{ 旁白: '天亮了' }, '/segments/0/旁白', 'in quotes'],
    [{ video_params: { fps: 24 } }, '/segments/0/video_params/fps', 'frames'],
    [{ characters: ['Alice'] }, '/segments/0/characters', 'into the asset'],
    [{ sparkle: 1 }, '/segments/0/sparkle', 'not a known field'],
  ])('tells once of what cannot be ordered: %j', (change, pointer, words) => {
    const { shot, warnings } = read(change);
    expect(shot).toEqual(read({}).shot);
    expect(warnings).toMatchObject([{ code: 'field-not-used', pointer }]);
    expect(warnings[0]?.detail).toContain(words);
  });

  test('ignores a wish whose words are in the prompt', () => {
    expect(read({ prompt_text: 'He calls “收网！” and laughs', dialogue: '「收网！」' }).warnings).toEqual(
      [],
    );
  });

  test('gives one warning per field, with count and the first places', () => {
    const segments = Array.from({ length: 30 }, (_, at) => ({ ...SHOT, segment_index: at + 1, seed: at }));
    const { warnings } = readOne({ segments });
    expect(warnings).toMatchObject([{ pointer: '/segments/0/seed', asked: 0, count: 30 }]);
    expect(warnings[0]?.places).toHaveLength(10);
    expect(warnings[0]?.detail).toContain('in 30 places');
  });

  test('bounds the number of reported unknown names', () => {
    const many = Object.fromEntries(Array.from({ length: 500 }, (_, at) => [`odd${at}`, at]));
    const { warnings } = read(many);
    expect(warnings).toHaveLength(101);
    expect(warnings.at(-1)).toMatchObject({ pointer: '', count: 400 });
  });
});

test.each(['metadata', 'script_info', '剧本信息'])(
  '%s is about the clip, and its wishes are told of',
  (name) => {
    const { warnings } = read(
      {},
      { [name]: { title: 'Heron', genre: 'quiet', style: 'ink wash', duration: 60 } },
    );
    expect(warnings.map(({ pointer }) => pointer)).toEqual([`/${name}/style`, `/${name}/duration`]);
  },
);

describe('a default of the document', () => {
  test.each([
    [{ resolution: 'vertical' }, { aspectRatio: '9:16' }],
    [{ aspect_ratio: '9:16' }, { aspectRatio: '9:16' }],
    [{ metadata: { 画幅: '竖屏' } }, { aspectRatio: '9:16' }],
    [{ width: 1080, height: 1920 }, { aspectRatio: '9:16' }],
    [
      { video_params: { resolution: 'vertical', duration: 15 } },
      { aspectRatio: '9:16', durationSeconds: 15 },
    ],
    [{ default_params: { seconds: '15s' } }, { durationSeconds: 15 }],
    [{ 默认参数: { 时长: '15秒' } }, { durationSeconds: 15 }],
    [{ duration_seconds: 15 }, { durationSeconds: 15 }],
    [{ clip_seconds: 12 }, { durationSeconds: 15 }],
  ])('counts for a shot that says nothing: %j', (document, expected) => {
    expect(read({}, document).shot).toMatchObject(expected);
    expect(read({}, document).warnings[0]?.detail).toMatch(/every shot that has none|asks for 12 s/u);
  });

  test('is overruled by the shot, without a word', () => {
    const document = { resolution: 'horizontal', default_params: { duration: 10 } };
    const { shot, warnings } = read({ resolution: 'vertical', duration_seconds: 15 }, document);
    expect(shot).toMatchObject({ aspectRatio: '9:16', durationSeconds: 15 });
    expect(warnings).toEqual([]);
  });

  test('that the model lacks is one fault for all shots', () => {
    const segments = [SHOT, { ...SHOT, segment_index: 2 }];
    const storyboard = { aspect_ratio: '16:9', segments };
    expect(errorsOf({ storyboard, options: { model: 'upright' } })).toMatchObject([
      { code: 'resolution-not-supported', pointer: '/storyboard/aspect_ratio' },
    ]);
  });
});

describe('two names of one field', () => {
  test.each([
    [
      { resolution: 'horizontal', aspect_ratio: '9:16' },
      '/segments/0/resolution',
      '/segments/0/aspect_ratio',
    ],
    [{ duration_seconds: 10, duration: 15 }, '/segments/0/duration_seconds', '/segments/0/duration'],
    [{ seconds: 10, 时长: '15秒' }, '/segments/0/seconds', '/segments/0/时长'],
    [{ aspect_ratio: '9:16', width: 1920, height: 1080 }, '/segments/0/aspect_ratio', '/segments/0/width'],
    [
      { seconds: 10, video_params: { duration: 15 } },
      '/segments/0/video_params/duration',
      '/segments/0/seconds',
    ],
  ])('that differ are a fault with both places: %j', (change, first, second) => {
    const errors = errorsOf({ segments: [{ ...SHOT, ...change }] });
    expect(errors).toMatchObject([{ code: 'contradiction', pointer: second }]);
    expect(errors[0]?.detail).toContain(first);
    expect(errors[0]?.detail).toContain(second);
  });

  test('that name one picture under two signatures agree', () => {
    const signed = (name: string) => `https://x.example/a.png?Expires=1&Signature=${name}`;
    expect(read({ image_url: signed('A'), 图片: signed('B') }).shot.inputs[0]?.url).toBe(signed('A'));
  });

  test('that agree in other words are none', () => {
    const change = {
      resolution: 'vertical',
      aspect_ratio: '9:16',
      画幅: '竖屏',
      duration_seconds: 15,
      时长: '15秒',
    };
    expect(read(change).warnings).toEqual([]);
  });
});
