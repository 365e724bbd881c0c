import { CreateStoryboard, type Warning } from '@cineflow/contracts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CleanShot } from '../../model.ts';
import { readStoryboard } from './read-storyboard.ts';
import { CONTEXT, errorsOf, readOne } from './reading.fixture.ts';

const SHOT = { segment_index: 1, prompt_text: 'a cat' };

function shotOf(change: object, document: object = {}): CleanShot {
  return readOne({ ...document, segments: [{ ...SHOT, ...change }] }).shot;
}

function warningsOf(change: object, options: object = {}): Warning[] {
  return readOne({ storyboard: { segments: [{ ...SHOT, ...change }] }, options }).warnings;
}

/** Where each error points, and what it says. */
describe('a document', () => {
  test('is cleaned into shots with every field', () => {
    const document = {
      _comment: 'kept',
      _schema_info: { any: 'thing' },
      metadata: { project_name: ' 雨夜 ', total_estimated_duration: 60 },
      segments: [{ ...SHOT, beat_ref: 'b1', dialogue: null, source_text_chunk: 5 }],
    };
    const read = readOne(document);
    expect(read.options).toEqual({
      brokenChain: 'stop',
      name: '雨夜',
      takes: 2,
      provider: 'first',
      model: 'plain',
      priority: 'normal',
      force: false,
      durationPolicy: 'nearest',
      retryFailed: 0,
      dryRun: false,
    });
    expect(read.shot).toMatchObject({
      position: 0,
      segmentIndex: 1,
      target: { providerId: 'first', model: { id: 'plain' } },
      promptText: 'a cat',
      inputs: [],
      characters: [],
      scene: null,
      props: [],
      directorIntent: null,
      durationSeconds: 10,
      aspectRatio: '16:9',
    });
    expect(read.warnings).toEqual([]);
  });

  test('understands other tools’ field names, with a warning', () => {
    expect(warningsOf({ duration: 15, aspect_ratio: '9:16', resolution: 'vertical', pro: null })).toEqual([
      {
        pointer: '/storyboard/segments/0/duration',
        segmentIndex: 1,
        code: 'field-understood',
        detail: 'duration is read as duration_seconds',
        asked: 15,
        used: 15,
        count: 1,
      },
    ]);
  });

  test('may hold null in every optional field', () => {
    const fields = [
      'image_url',
      'asset',
      'duration_seconds',
      'is_pro',
      'resolution',
      'director_intent',
      'video_params',
    ];
    const nulls = Object.fromEntries(fields.map((field) => [field, null]));
    const document = { metadata: null, character_bible: null, segments: [{ ...SHOT, ...nulls }] };
    expect(readOne(document).shot).toEqual(shotOf({}));
    const asset = { characters: null, scene: null, props: null };
    const params = { duration: null, resolution: null, camera_movement: null };
    expect(shotOf({ asset, video_params: params })).toEqual(shotOf({}));
  });

  test.each([
    ['null', null, ''],
    ['a list', [], ''],
    ['text', 'x', ''],
    ['nothing', undefined, ''],
    ['no segments', {}, '/segments'],
    ['null for segments', { segments: null }, '/segments'],
    ['an object for segments', { segments: {} }, '/segments'],
    ['no shot', { segments: [] }, '/segments'],
    ['a shot that is none', { segments: [3] }, '/segments/0'],
    ['nothing in the wrapping', { storyboard: null }, '/storyboard'],
    ['no shot in the wrapping', { storyboard: { segments: [] } }, '/storyboard/segments'],
    ['a bible that is none', { segments: [SHOT], character_bible: {} }, '/character_bible'],
    [
      'a bible entry without a name',
      { segments: [SHOT], character_bible: [{ id: '@a' }] },
      '/character_bible/0/name',
    ],
  ])('is refused with a pointer when it is %s', (_, body, pointer) => {
    expect(errorsOf(body).map((error) => error.pointer)).toEqual([pointer]);
  });

  test('of more than 5,000 shots is refused in one sentence', () => {
    const segments = Array.from({ length: 5_001 }, () => null);
    expect(errorsOf({ segments })).toMatchObject([{ pointer: '/segments', code: 'too-many-shots' }]);
  });

  test('gets all problems at once, with pointers into its body', () => {
    const segments = [
      {},
      { segment_index: 1, prompt_text: ' ', resolution: 'round' },
      SHOT,
      { ...SHOT, is_pro: 'yes' },
    ];
    const options = { takes: 0, colour: 1, durationPolicy: 'x', 'a/b~c': null };
    const errors = errorsOf({ storyboard: { segments }, options, takes: 3 });
    expect(errors.map(({ pointer, code }) => `${code} ${pointer}`).toSorted()).toEqual(
      [
        'unknown-field /takes',
        'unknown-option /options/colour',
        'unknown-option /options/a~1b~0c',
        'out-of-range /options/takes',
        'not-allowed /options/durationPolicy',
        'required /storyboard/segments/0/segment_index',
        'required /storyboard/segments/0/prompt_text',
        'blank /storyboard/segments/1/prompt_text',
        'unknown-resolution /storyboard/segments/1/resolution',
        'duplicate-segment-index /storyboard/segments/2/segment_index',
        'duplicate-segment-index /storyboard/segments/3/segment_index',
        'not-a-boolean /storyboard/segments/3/is_pro',
      ].toSorted(),
    );
    const duplicate = errors.find((error) => error.code === 'duplicate-segment-index');
    expect(duplicate?.detail).toContain('/storyboard/segments/1/segment_index');
    expect(duplicate?.detail).toContain('/storyboard/segments/2/segment_index');
    expect(errors.find((error) => error.code === 'unknown-option')?.fix).toContain('durationPolicy');
    expect(errors.every((error) => error.fix)).toBe(true);
  });

  test('with segments is a storyboard, whatever else it holds', () => {
    expect(readOne({ storyboard: 'my own remark', segments: [SHOT] }).shot).toEqual(shotOf({}));
  });

  test('with wishes beside its segments is read without them, with a warning', () => {
    const { options, warnings } = readOne({ segments: [SHOT], takes: 9 });
    expect(options.takes).toBe(2);
    expect(warnings).toMatchObject([{ pointer: '/takes', code: 'option-not-supported', asked: 9 }]);
  });

  test.each([
    ['dryRun', true],
    ['budgetCents', 1],
    ['retryFailed', 2],
    ['options', { dryRun: true }],
  ])('with %s beside its segments is refused: it would cost more than was meant', (name, value) => {
    const errors = errorsOf({ segments: [SHOT], [name]: value });
    expect(errors).toMatchObject([{ pointer: `/${name}`, code: 'misplaced-option' }]);
    expect(errors[0]?.fix).toContain('"options"');
  });
});

describe('the options', () => {
  test('choose provider and model', () => {
    const { options } = readOne({
      storyboard: { segments: [SHOT] },
      options: { provider: 'second', takes: null },
    });
    expect(options).toMatchObject({ provider: 'second', model: 'other', takes: 2 });
  });

  test.each([
    [{ provider: 'nobody' }, 'unknown-provider', '/options/provider'],
    [{ model: 'nothing' }, 'unknown-model', '/options/model'],
    [{ model: 'retired' }, 'model-disabled', '/options/model'],
    [{ model: 'outdated' }, 'model-disabled', '/options/model'],
    [{ name: '' }, 'out-of-range', '/options/name'],
    [{ name: '\uD800' }, 'broken-unicode', '/options/name'],
    [{ force: 'true' }, 'wrong-type', '/options/force'],
    [[], 'not-an-object', '/options'],
  ])('are refused: %j', (options, code, pointer) => {
    expect(errorsOf({ storyboard: { segments: [SHOT] }, options })).toMatchObject([{ code, pointer }]);
  });

  test.each([
    [{ takes: '2' }, 'the option takes must not be text'],
    [{ takes: 21 }, 'the option takes is out of range'],
    [{ priority: 'now' }, 'the option priority has no such value'],
  ])('are refused in words of our own: %j', (options, detail) => {
    expect(errorsOf({ storyboard: { segments: [SHOT] }, options })).toMatchObject([{ detail }]);
  });

  test('that are wrong do not hide what is wrong with the document', () => {
    const errors = errorsOf({ storyboard: { segments: [{}] }, options: { provider: 'nobody' } });
    expect(errors.map((error) => error.code)).toEqual(['unknown-provider', 'required', 'required']);
  });
});

describe('any JSON', () => {
  const fields = fc.record(
    {
      segment_index: fc.oneof(fc.integer({ min: 1, max: 4 }), fc.jsonValue()),
      prompt_text: fc.oneof(fc.string({ minLength: 1 }), fc.jsonValue()),
      image_url: fc.oneof(fc.webUrl(), fc.jsonValue()),
      asset: fc.oneof(
        fc.record({ characters: fc.jsonValue(), scene: fc.jsonValue(), props: fc.jsonValue() }),
        fc.jsonValue(),
      ),
      duration_seconds: fc.oneof(fc.integer(), fc.jsonValue()),
      is_pro: fc.oneof(fc.boolean(), fc.jsonValue()),
      resolution: fc.oneof(fc.constantFrom('horizontal', 'vertical'), fc.jsonValue()),
      video_params: fc.oneof(
        fc.record({ duration: fc.jsonValue(), resolution: fc.jsonValue() }),
        fc.jsonValue(),
      ),
      seconds: fc.oneof(fc.constantFrom('10s', 15), fc.jsonValue()),
      画幅: fc.oneof(fc.constantFrom('竖屏', '16:9'), fc.jsonValue()),
      images: fc.oneof(fc.array(fc.webUrl(), { maxLength: 2 }), fc.jsonValue()),
      width: fc.jsonValue(),
      height: fc.jsonValue(),
      dialogue: fc.jsonValue(),
    },
    { requiredKeys: ['segment_index', 'prompt_text'] },
  );
  const document = fc.record({
    segments: fc.oneof(fc.array(fields, { minLength: 1, maxLength: 3 }), fc.jsonValue()),
    character_bible: fc.oneof(fc.constant(null), fc.jsonValue()),
    default_params: fc.oneof(fc.record({ duration: fc.jsonValue(), ratio: fc.jsonValue() }), fc.jsonValue()),
    metadata: fc.oneof(fc.record({ aspect_ratio: fc.jsonValue() }), fc.jsonValue()),
  });
  const body = fc.oneof(
    document,
    fc.record({ storyboard: document, options: fc.jsonValue() }),
    fc.jsonValue(),
  );

  test('never throws, and its pointers lead into the body', () => {
    fc.assert(
      fc.property(body, (body) => {
        const read = readStoryboard(body, CONTEXT);
        for (const { pointer } of read.ok ? read.warnings : read.errors)
          expect(leads(body, pointer)).toBe(true);
        for (const { places = [] } of read.ok ? read.warnings : [])
          for (const place of places) expect(leads(body, place)).toBe(true);
        // What we accept, our own description accepts too.
        if (read.ok && !Object.hasOwn(body as object, 'options'))
          expect(CreateStoryboard.safeParse(body).error).toBeUndefined();
      }),
      { numRuns: 2_000 },
    );
  });
});

/** True when all but the last step of a pointer exist; the last may be a field that is missing. */
function leads(body: unknown, pointer: string): boolean {
  const steps = pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
  let value = body;
  for (const step of steps.slice(0, -1)) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return false;
    value = (value as Record<string, unknown>)[step];
  }
  return steps.length === 0 || (typeof value === 'object' && value !== null);
}
