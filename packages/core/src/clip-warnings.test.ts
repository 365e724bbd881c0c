import { expect, test } from 'vitest';
import { clipWarnings } from './clip-warnings.ts';

const horizontal = { durationSeconds: 10, aspectRatio: '16:9' } as const;
const vertical = { durationSeconds: 25, aspectRatio: '9:16' } as const;

test.each([
  [horizontal, undefined],
  [horizontal, {}],
  [horizontal, { durationSeconds: 10, width: 640, height: 360 }],
  [horizontal, { durationSeconds: 9.04 }],
  [horizontal, { durationSeconds: 11, width: 640 }],
  [vertical, { durationSeconds: 27.4, width: 360, height: 640 }],
])('%j and a clip of %j: no warning', (ordered, clip) => {
  expect(clipWarnings(ordered, clip)).toEqual([]);
});

test.each([
  [horizontal, { durationSeconds: 5.04 }, ['the clip is 5 s long, ordered were 10 s']],
  [vertical, { durationSeconds: 28 }, ['the clip is 28 s long, ordered were 25 s']],
  [vertical, { width: 640, height: 360 }, ['the clip is 640x360, ordered was 9:16']],
  [horizontal, { width: 360, height: 640 }, ['the clip is 360x640, ordered was 16:9']],
  [horizontal, { width: 480, height: 480 }, ['the clip is 480x480, ordered was 16:9']],
  [
    vertical,
    { durationSeconds: 10, width: 640, height: 360 },
    ['the clip is 10 s long, ordered were 25 s', 'the clip is 640x360, ordered was 9:16'],
  ],
])('%j and a clip of %j: one warning per difference', (ordered, clip, warnings) => {
  expect(clipWarnings(ordered, clip)).toEqual(warnings);
});
