import { expect, test } from 'vitest';
import { widthOfHelp, wrapText } from './wrap-text.ts';

test('breaks between Chinese characters, never before a closing mark', () => {
  const lines = wrapText('再运行一次，就接着做 cineflow run。', 12).split('\n');
  expect(lines).toEqual(['再运行一次，', '就接着做', 'cineflow', 'run。']);
  expect(Math.max(...lines.map(widthOfHelp))).toBeLessThanOrEqual(12);
});

test('keeps words and line ends', () => {
  expect(wrapText('one two\nthree', 5)).toBe('one\ntwo\nthree');
});
