import { expect, test } from 'vitest';
import { displayWidth } from './display-width.ts';
import { renderTable } from './render-table.ts';

const columns = [{ title: '分镜' }, { title: 'cost', align: 'right' as const }, { title: 'clip' }];

test('aligns columns of any script', () => {
  const lines = renderTable(columns, [
    ['雨夜便利店', '0.06', 'a.mp4'],
    ['The Last Lighthouse', '1.20', 'b.mp4'],
  ]);
  const starts = ['clip', 'a.mp4', 'b.mp4'].map((cell) => {
    const line = lines.find((one) => one.endsWith(cell)) ?? '';
    return displayWidth(line.slice(0, line.lastIndexOf(cell)));
  });
  expect(new Set(starts)).toEqual(new Set([27]));
});

test('right-aligns numbers, without trailing spaces', () => {
  const lines = renderTable(columns, [['a', '7', 'x']]);
  expect(lines.at(-1)).toBe('a        7  x');
  expect(lines.every((line) => line === line.trimEnd())).toBe(true);
});

test('takes columns from the widest elastic one where the terminal is narrow', () => {
  const elastic = [{ title: 'id' }, { title: '分镜', elastic: true }, { title: 'clip', elastic: true }];
  const row = ['sb_1', '雨夜便利店', 'a/very/long/path/to/the/clip.mp4'];
  const lines = renderTable(elastic, [row], 36);
  expect(Math.max(...lines.map(displayWidth))).toBeLessThanOrEqual(36);
  expect(lines.at(-1)).toBe('sb_1  雨夜便利店  a/very/long/path/…');
});
