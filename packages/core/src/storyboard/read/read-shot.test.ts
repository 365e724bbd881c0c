import { type FieldError, type Warning } from '@cineflow/contracts';
import { describe, expect, test } from 'vitest';
import type { CleanShot } from '../../model.ts';
import { errorsOf, readOne } from './reading.fixture.ts';

const SHOT = { segment_index: 1, prompt_text: 'a cat' };

function shotOf(change: object, document: object = {}): CleanShot {
  return readOne({ ...document, segments: [{ ...SHOT, ...change }] }).shot;
}

function warningsOf(change: object, options: object = {}): Warning[] {
  return readOne({ storyboard: { segments: [{ ...SHOT, ...change }] }, options }).warnings;
}

/** Where each error points, and what it says. */
function faultsOf(change: object): Pick<FieldError, 'pointer' | 'code'>[] {
  return errorsOf({ segments: [{ ...SHOT, ...change }] }).map(({ pointer, code }) => ({ pointer, code }));
}

describe('a field of a shot', () => {
  test.each([
    [{ prompt_text: 5 }, 'not-a-string', 'prompt_text'],
    [{ prompt_text: null }, 'required', 'prompt_text'],
    [{ prompt_text: 'x'.repeat(32_001) }, 'too-long', 'prompt_text'],
    [{ prompt_text: 'a\uD83D' }, 'broken-unicode', 'prompt_text'],
    [{ segment_index: 0 }, 'not-an-integer', 'segment_index'],
    [{ segment_index: 1.5 }, 'not-an-integer', 'segment_index'],
    [{ segment_index: '1' }, 'not-an-integer', 'segment_index'],
    [{ segment_index: 1e300 }, 'not-an-integer', 'segment_index'],
    [{ duration_seconds: '3-5s' }, 'not-a-number', 'duration_seconds'],
    [{ duration_seconds: Number.NaN }, 'not-a-number', 'duration_seconds'],
    [{ duration_seconds: Infinity }, 'not-a-number', 'duration_seconds'],
    [{ duration_seconds: -5 }, 'not-positive', 'duration_seconds'],
    [{ video_params: { duration: 'x' } }, 'not-a-number', 'video_params/duration'],
    [{ video_params: { resolution: 'x' } }, 'unknown-resolution', 'video_params/resolution'],
    [{ video_params: [] }, 'not-an-object', 'video_params'],
    [{ is_pro: 'true' }, 'not-a-boolean', 'is_pro'],
    [{ resolution: '4:3' }, 'resolution-not-supported', 'resolution'],
    [{ resolution: '7:1' }, 'unknown-resolution', 'resolution'],
    [{ resolution: '720P' }, 'unknown-resolution', 'resolution'],
    [{ resolution: 7 }, 'unknown-resolution', 'resolution'],
    [{ asset: [] }, 'not-an-object', 'asset'],
    [{ asset: { characters: {} } }, 'not-a-list', 'asset/characters'],
    [{ asset: { characters: ['A', 5] } }, 'not-a-character', 'asset/characters/1'],
    [{ asset: { characters: [{ name: 5 }] } }, 'not-a-string', 'asset/characters/0/name'],
    [{ asset: { scene: 5 } }, 'not-a-string', 'asset/scene'],
    [{ asset: { props: ['x', {}] } }, 'not-a-string', 'asset/props/1'],
    [{ director_intent: [] }, 'not-a-string', 'director_intent'],
    [{ image_url: ['https://x.example/a.png'] }, 'not-a-string', 'image_url'],
    [{ image_url: 'C:\\images\\a.png' }, 'image-url-unusable', 'image_url'],
  ])('is refused: %j', (change, code, path) => {
    expect(faultsOf(change)).toEqual([{ code, pointer: `/segments/0/${path}` }]);
  });

  test('is echoed in a bounded form', () => {
    const long = `😀${'x'.repeat(97)}😀${'y'.repeat(40_000)}`;
    expect(errorsOf({ segments: [{ ...SHOT, prompt_text: long }] })[0]?.value).toBe(`😀${'x'.repeat(97)}…`);
    expect(errorsOf({ segments: [{ ...SHOT, prompt_text: { deep: [1] } }] })[0]).not.toHaveProperty('value');
    expect(errorsOf({ segments: [{ ...SHOT, duration_seconds: Infinity }] })[0]?.value).toBe('Infinity');
  });

  test('in the prototype of objects is not in the document', () => {
    expect(errorsOf(Object.create({ segments: [SHOT] }))[0]?.pointer).toBe('/segments');
  });
});

describe('duration and orientation', () => {
  test.each([
    [3, false, 10],
    [10, false, 10],
    [10.5, false, 15],
    [99, false, 15],
    [16, true, 25],
  ])('%d s, pro %s, is ordered as %d s', (asked, isPro, used) => {
    const change = { duration_seconds: asked, is_pro: isPro };
    expect(shotOf(change).durationSeconds).toBe(used);
    const warning = { pointer: '/storyboard/segments/0/duration_seconds', segmentIndex: 1, asked, used };
    expect(warningsOf(change)).toMatchObject(
      asked === used ? [] : [{ ...warning, code: 'duration-adjusted' }],
    );
  });

  test('of another length is an error under the strict policy', () => {
    const storyboard = { segments: [{ ...SHOT, duration_seconds: 3 }] };
    const errors = errorsOf({ storyboard, options: { durationPolicy: 'strict' } });
    expect(errors).toMatchObject([{ code: 'duration-not-allowed', value: 3 }]);
    expect(errors[0]?.fix).toContain('10, 15');
  });

  test('may be in video_params', () => {
    const { durationSeconds, aspectRatio } = shotOf({
      video_params: { duration: 12, resolution: 'vertical' },
    });
    expect({ durationSeconds, aspectRatio }).toEqual({ durationSeconds: 15, aspectRatio: '9:16' });
  });

  test('in flat fields win over video_params, with a warning', () => {
    const change = {
      duration_seconds: 10,
      resolution: 'vertical',
      video_params: { duration: 15, resolution: 'vertical' },
    };
    expect(shotOf(change)).toMatchObject({ durationSeconds: 10, aspectRatio: '9:16' });
    const pointer = '/storyboard/segments/0/video_params/duration';
    expect(warningsOf(change)).toMatchObject([
      { code: 'video-params-conflict', pointer, asked: 15, used: 10 },
    ]);
  });

  test('that the model lacks are an error only when asked for', () => {
    const options = { model: 'upright' };
    expect(
      errorsOf({ storyboard: { segments: [{ ...SHOT, resolution: 'horizontal' }] }, options }),
    ).toMatchObject([{ code: 'resolution-not-supported', pointer: '/storyboard/segments/0/resolution' }]);
    expect(warningsOf({}, options)).toMatchObject([{ code: 'resolution-defaulted', used: '9:16' }]);
  });

  test('as pro become ordinary shots on models without pro', () => {
    const read = readOne({
      storyboard: { segments: [{ ...SHOT, is_pro: true }] },
      options: { model: 'upright' },
    });
    expect(read.shot).toMatchObject({ target: { model: { id: 'upright' } }, durationSeconds: 4 });
    expect(read.warnings).toMatchObject([{ code: 'option-not-supported', asked: true, used: false }, {}]);
  });
});

describe('a shot', () => {
  test('may go to another model or provider than the others', () => {
    const segments = [
      { ...SHOT, is_pro: true, duration_seconds: 25 },
      { ...SHOT, segment_index: 2, provider: 'second' },
      { ...SHOT, segment_index: 3, model: 'text-only', duration_seconds: 5, resolution: '1:1' },
    ];
    const read = readOne({ segments });
    expect(
      read.storyboard.shots.map(({ target, durationSeconds, aspectRatio, resolution }) => [
        target.providerId,
        target.model.id,
        durationSeconds,
        aspectRatio,
        resolution,
      ]),
    ).toEqual([
      ['first', 'plain-pro', 25, '16:9', undefined],
      ['second', 'other', 10, '16:9', undefined],
      ['first', 'text-only', 5, '1:1', '720p'],
    ]);
    expect(read.warnings).toEqual([]);
  });

  test.each([
    [{ provider: 'nobody' }, 'unknown-provider', 'provider', 'Use one of first, second.'],
    [{ model: 'nothing' }, 'unknown-model', 'model', 'Models of first are plain, plain-pro'],
    [{ model: 'other' }, 'unknown-model', 'model', 'Provider second has it: write provider "second".'],
    [{ model: 'Plain Pro' }, 'unknown-model', 'model', 'Write "plain-pro".'],
    [{ model: 'outdated' }, 'model-disabled', 'model', 'Models of first are plain'],
    [{ model: 7 }, 'not-a-string', 'model', 'Write the name of a model in quotes'],
    [
      { model: 'text-only', image_url: 'https://x.example/a.png' },
      'mode-not-supported',
      'image_url',
      'use a model that can: plain, plain-pro, upright.',
    ],
  ])('is refused with what could be used instead: %j', (change, code, field, fix) => {
    const [error] = errorsOf({ segments: [{ ...SHOT, ...change }] });
    expect(error).toMatchObject({ code, pointer: `/segments/0/${field}` });
    expect(error?.fix).toContain(fix);
  });
});
