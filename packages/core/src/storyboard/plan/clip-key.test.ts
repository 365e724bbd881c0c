import { posix, win32 } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { clipKey } from './clip-key.ts';
import { folderName } from './folder-name.ts';

const PLACE = { storyboardName: 'Clip', segmentIndex: 3, takeNumber: 2, extension: 'mp4' as const };
const FINGERPRINT = '0123456789abcdef'.repeat(4);

test('a clip lies under storyboard, shot and take', () => {
  expect(clipKey({ ...PLACE, fingerprint: FINGERPRINT })).toBe('Clip/3/take-2-0123456789.mp4');
});

test.each([
  { segmentIndex: Number.NaN },
  { segmentIndex: 0 },
  { takeNumber: 1.5 },
  { fingerprint: '../../etc/x' },
])('a place that is none is refused: %j', (change) => {
  expect(() => clipKey({ ...PLACE, fingerprint: FINGERPRINT, ...change })).toThrow(RangeError);
});

describe('a folder name', () => {
  test.each([
    'Clip',
    '第一集 开端',
    '第一集　开端',
    'Épisode 1',
    'a.b',
    'CONTACT',
    'x'.repeat(120),
    '影'.repeat(40),
    '😀',
  ])('is the name itself: %s', (name) => expect(folderName(name)).toBe(name));

  test('is trimmed and composed without further ado', () => {
    expect(folderName('  E\u0301pisode ')).toBe('Épisode');
  });

  test.each([
    ['', /^storyboard-[0-9a-f]{6}$/],
    ['..', /^storyboard-/],
    ['../../etc/passwd', /^_\.\._etc_passwd-/],
    ['..\\..\\x', /^_\.\._x-/],
    ['%2e%2e%2f', /^_2e_2e_2f-/],
    ['C:\\x', /^C__x-/],
    ['a\0b', /^a b-/],
    ['a\u202Egpm.exe', /^agpm\.exe-/],
    ['CON', /^_CON-/],
    ['con.txt', /^_con\.txt-/],
    ['LPT1 .x', /^_LPT1 \.x-/],
    ['clip.', /^clip-/],
    ['.hidden', /^hidden-/],
    ['-rf', /^rf-/],
    ['影'.repeat(100), /^影{37}-[0-9a-f]{6}$/],
    ['\uD800', /^.-[0-9a-f]{6}$/],
  ])('stays readable where it must change: %j', (name, expected) => {
    expect(folderName(name)).toMatch(expected);
  });

  test.each([
    ['a/b', 'a\\b'],
    ['a', 'a.'],
    ['', '.'],
    ['x'.repeat(200), 'x'.repeat(201)],
    ['\uD800', '\uD801'],
    ['a\u200Bb', 'ab'],
  ])('is another one for another name: %j and %j', (a, b) => {
    expect(folderName(a)).not.toBe(folderName(b));
  });

  test('of any name stays inside the output folder on every system', () => {
    const nasty = fc.constantFrom(
      '..',
      '.',
      '/',
      '\\',
      '\0',
      '\n',
      ' ',
      ':',
      '%2e',
      'con',
      'NUL',
      '\u202E',
      '\u2066',
      'e\u0301',
      '\uD83D',
      '影',
      '😀',
      'a',
      '~',
      '-',
    );
    const name = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 400 }),
      fc.string({ unit: nasty, maxLength: 200 }),
      fc.string({ unit: fc.integer({ max: 0xffff }).map((code) => String.fromCharCode(code)) }),
    );
    fc.assert(
      fc.property(name, (storyboardName) => {
        const key = clipKey({ ...PLACE, storyboardName, fingerprint: FINGERPRINT });
        const [folder = '', ...rest] = key.split('/');
        expect(rest).toEqual(['3', 'take-2-0123456789.mp4']);
        expect(posix.resolve('/out', key)).toBe(`/out/${key}`);
        expect(win32.resolve('C:\\out', key)).toBe(`C:\\out\\${key.replaceAll('/', '\\')}`);
        expect(Buffer.byteLength(folder)).toBeLessThanOrEqual(120);
        expect(folder).toBe(folder.normalize('NFC'));
        expect(folder).not.toMatch(/[<>:"/\\|?*%\p{C}]|^[ .-]|[ .]$|^$/u);
        expect(folder).not.toMatch(/^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i);
        expect(folder.isWellFormed()).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });
});
