import { expect, test } from 'vitest';
import { formatBytes, formatCents, formatMoney } from './format.ts';
import { duration } from './locales/duration.ts';
import { nameProgram } from './name-program.ts';

test('formatCents shows fractions of a cent only where there are some', () => {
  expect([formatCents(6), formatCents(1230), formatCents(0.5)]).toEqual(['0.06', '12.30', '0.0050']);
  expect(formatMoney(1230, 'CNY')).toBe('12.30 CNY');
});

test('formatBytes is decimal', () => {
  expect([1_500, 3_100_000, 76_300_000_000].map(formatBytes)).toEqual(['2 kB', '3.1 MB', '76.3 GB']);
});

test('duration has at most two units', () => {
  const units = ['秒', '分', '小时'] as const;
  expect([9, 60, 200, 7260].map((seconds) => duration(seconds, units))).toEqual([
    '9 秒',
    '1 分',
    '3 分 20 秒',
    '2 小时 1 分',
  ]);
});

test('nameProgram tells what can be typed', () => {
  const line = '回来看进度：cineflow watch sb_1；cineflow-data';
  expect(nameProgram(line, {})).toBe(line);
  expect(nameProgram(line, { npm_lifecycle_event: 'cineflow' })).toBe(
    '回来看进度：npx -y pnpm@12 cineflow watch sb_1；cineflow-data',
  );
});
