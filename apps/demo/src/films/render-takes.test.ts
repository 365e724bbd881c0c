import { expect, test } from 'vitest';
import { zh } from '../locales/zh.ts';
import type { NamedTake } from './read-takes.ts';
import { renderTakes } from './render-takes.ts';

const take = {
  storyboardName: '雨夜便利店',
  segmentIndex: 7,
  take: 1,
  state: 'completed',
  operationId: 'op',
  createdAt: '2026-01-05T08:00:00.000Z',
  finishedAt: '2026-01-05T08:00:09.340Z',
  film: { key: '雨夜便利店/7/1.mp4' },
} as NamedTake;

test('shows what became of a take, what the bill charged for it and where its film lies', () => {
  expect(renderTakes([take], new Map([['op', 30]]), zh).at(-1)).toBe(
    '雨夜便利店     7   1  完成  9.3  0.30  雨夜便利店/7/1.mp4',
  );
});

test('a skipped take costs nothing, although the bill knows the operation whose film it shares', () => {
  const skipped: NamedTake = { ...take, state: 'skipped' };
  expect(renderTakes([skipped], new Map([['op', 30]]), zh).at(-1)).toContain('跳过  9.3  0.00');
});
