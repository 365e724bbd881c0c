import { expect, test } from 'vitest';
import { cleanImageUrl } from './clean-image-url.ts';
import { readOne } from './reading.fixture.ts';

const URL = 'https://x.example/a.png?sign=A%2Fb+c==&t=1#f';

test.each([
  ['as it is', URL],
  ['spaces around', ` \t${URL}　`],
  ['line breaks around', `\n${URL}\r\n`],
  ['a line break inside', 'https://x.example/a.png?sign=\r\n   A%2Fb+c==&t=1#f'],
  ['brackets', `[${URL}]`],
  ['angle brackets', `<${URL}>`],
  ['several kinds', `[ "${URL}" ]`],
  ['Chinese brackets and quotes', `【“${URL}”】`],
  ['half a pair', `${URL}]`],
  ['a comma behind', `'${URL}',`],
])('an address stays the same, byte by byte: %s', (_, value) => {
  expect(cleanImageUrl(value)).toBe(URL);
});

test.each([
  ['a bracket that belongs to it', '(https://x.example/Name_(film))', 'https://x.example/Name_(film)'],
  ['a space inside', 'https://x.example/a b.png', 'https://x.example/a%20b.png'],
  ['a space inside the scheme', 'https: //x.example/a.png', 'https://x.example/a.png'],
  ['a Chinese path', 'https://x.example/图.png', 'https://x.example/图.png'],
])('is repaired with care: %s', (_, value, expected) => {
  expect(cleanImageUrl(value)).toBe(expected);
});

test.each([
  'a.png',
  '/tmp/a.png',
  'C:\\a.png',
  'file:///a.png',
  'data:image/png;base64,AA',
  'https://',
  'ftp://x/a',
  '[]',
])('no address comes out of %j', (value) => expect(cleanImageUrl(value)).toBeNull());

test.each(['', ' ', 'null', 'None', 'undefined', '无'])('%j in a shot means no image', (value) => {
  const { shot, warnings } = readOne({
    segments: [{ segment_index: 1, prompt_text: 'x', image_url: value }],
  });
  expect(shot.inputs).toEqual([]);
  expect(warnings).toEqual([]);
});

test('a cleaned address is a warning', () => {
  const segments = [{ segment_index: 1, prompt_text: 'x', image_url: `[${URL}]` }];
  expect(readOne({ segments }).warnings).toMatchObject([
    { code: 'image-url-cleaned', pointer: '/segments/0/image_url', asked: `[${URL}]`, used: URL },
  ]);
});

test.each(['[', ']', ' ', '[)', '\n'])('a hostile value takes no time: %j', (unit) => {
  const start = performance.now();
  cleanImageUrl(unit.repeat(200_000));
  cleanImageUrl(`https://x.example/${unit.repeat(200_000)}x`);
  expect(performance.now() - start).toBeLessThan(2_000);
});
