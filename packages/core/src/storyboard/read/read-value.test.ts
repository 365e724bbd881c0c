import { describe, expect, test } from 'vitest';
import { readOrientationOf, readPictureOf, readSecondsOf, type Reading } from './read-value.ts';

function meaningOf(reading: Reading): unknown {
  return reading.kind === 'certain' ? reading.value : reading.kind;
}

describe('a length', () => {
  test.each([
    [10, 10],
    [1.5, 1.5],
    ['10', 10],
    [' 10 ', 10],
    ['10s', 10],
    ['10 S', 10],
    ['10sec', 10],
    ['10 seconds', 10],
    ['10秒', 10],
    ['10 秒钟', 10],
    ['１０秒', 10],
    ['约10秒', 10],
    ['~10s', 10],
    ['6.7083', 6.7083],
  ])('%j is %d seconds', (value, seconds) => {
    expect(meaningOf(readSecondsOf(value))).toBe(seconds);
  });

  test.each([
    '3-5s',
    '3~5',
    '00:05',
    '5m',
    '1min',
    '十秒',
    '-5',
    '0',
    'ten',
    '1e3',
    '',
    true,
    [10],
    {},
    0,
    -1,
    Infinity,
  ])('%j is not certain', (value) => expect(meaningOf(readSecondsOf(value))).toBe('unclear'));
});

describe('an orientation', () => {
  test.each([
    'vertical',
    'Portrait',
    '竖屏',
    '竖版',
    '纵向',
    '豎屏',
    '9:16',
    '９：１６',
    '9：16',
    '9x16',
    '9/16',
    '9 : 16',
    '1080x1920',
    '720*1280',
    '704×1280',
    '480X832',
    '竖屏9:16',
    '9:16（竖屏）',
    'portrait (9:16)',
  ])('%j is vertical', (value) => expect(meaningOf(readOrientationOf(value))).toBe('9:16'));

  test.each([
    'horizontal',
    'LANDSCAPE',
    '横屏',
    '横版',
    '橫屏',
    '16:9',
    '1920x1080',
    '1792x1024',
    '16：9横屏',
  ])('%j is horizontal', (value) => expect(meaningOf(readOrientationOf(value))).toBe('16:9'));

  test.each([
    ['1:1', '1:1'],
    ['1024x1024', '1:1'],
    ['square', '1:1'],
    ['方形', '1:1'],
    ['4:3', '4:3'],
    ['3:4', '3:4'],
    ['768x1024', '3:4'],
    ['21:9', '21:9'],
    ['2.35:1', '21:9'],
    ['5:4', '5:4'],
    ['7:1', 'impossible'],
  ])('%j is %s', (value, ratio) => expect(meaningOf(readOrientationOf(value))).toBe(ratio));

  test.each([
    '720P',
    '1080p',
    '4K',
    'auto',
    '9',
    'x',
    '',
    '竖屏16:9',
    '0:0',
    9,
    null,
    [],
    {},
    { width: [1], height: 2 },
  ])('%j is not certain', (value) =>
    expect(meaningOf(readOrientationOf(value))).toMatch(/unclear|impossible/u),
  );

  test('of a size given as an object is that of its sides', () => {
    expect(meaningOf(readOrientationOf({ width: '720', height: 1280 }))).toBe('9:16');
  });
});

describe('a picture', () => {
  const URL = 'https://x.example/a.png';
  test.each([URL, ` ${URL}`, [URL], [null, URL, ''], { url: URL }, [{ url: URL }]])(
    '%j is one address',
    (value) => expect(meaningOf(readPictureOf(value))).toBe(URL),
  );

  test.each(['a red boat', 'ref.png', [URL, URL], [], [[URL]], {}, 5, null])('%j is not certain', (value) =>
    expect(meaningOf(readPictureOf(value))).toBe('unclear'),
  );
});
