import { expect, test } from 'vitest';
import { measureText, wrapText } from './draw-text.ts';
import { readGlyph } from './glyphs.ts';

function show(character: string): string[] {
  const { rows, width } = readGlyph(character.codePointAt(0) ?? 0);
  return rows.map((row) =>
    Array.from({ length: width }, (_, column) => ((row & (0x8000 >> column)) === 0 ? '.' : '#')).join(''),
  );
}

test('a Latin letter has its shape', () => {
  expect(show('L').filter((row) => row.includes('#'))).toEqual([
    ...Array.from({ length: 9 }, () => '.#......'),
    '.######.',
  ]);
});

test('Chinese characters are 16 wide and differ from each other', () => {
  expect([readGlyph('影'.codePointAt(0) ?? 0).width, readGlyph('流'.codePointAt(0) ?? 0).width]).toEqual([
    16, 16,
  ]);
  expect(show('影')).not.toEqual(show('流'));
  expect(show('一').filter((row) => row.includes('#'))).toHaveLength(1);
});

test('a character that the font lacks is a box', () => {
  expect(show('\u{10FFFF}')[2]).toBe('.######.');
});

test('lines break between Chinese characters and at Latin spaces', () => {
  expect(wrapText('雨夜的街道', 48, 9)).toEqual(['雨夜的', '街道']);
  expect(wrapText('one two three', 64, 9)).toEqual(['one two', 'three']);
  expect(wrapText('雨夜的，街', 48, 9)).toEqual(['雨夜', '的，街']);
  expect(wrapText('one\ntwo', 64, 9)).toEqual(['one', 'two']);
});

test('wide words are broken, too many lines end in an ellipsis', () => {
  expect(wrapText('abcdefgh', 32, 9)).toEqual(['abcd', 'efgh']);
  const lines = wrapText('雨'.repeat(100), 64, 3);
  expect(lines).toHaveLength(3);
  expect(lines.at(-1)).toMatch(/…$/);
  for (const line of lines) expect(measureText(line)).toBeLessThanOrEqual(64);
});
