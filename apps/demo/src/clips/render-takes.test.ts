import { expect, test } from 'vitest';
import { zh } from '../locales/zh.ts';
import type { NamedTake } from './read-takes.ts';
import { renderTakes } from './render-takes.ts';

const take = {
  storyboardName: '雨夜便利店',
  segmentIndex: 7,
  takeNumber: 1,
  providerId: 'dashscope',
  state: 'completed',
  costCents: 30,
  operationId: 'op',
  createdAt: '2026-01-05T08:00:00.000Z',
  finishedAt: '2026-01-05T08:00:09.340Z',
  clip: { key: '雨夜便利店/7/1.mp4' },
} as NamedTake;

test('shows provider, state, cost and clip of a take', () => {
  expect(renderTakes([take], zh).at(-1)).toBe(
    '雨夜便利店     7   1  dashscope  完成  9.3  0.30  雨夜便利店/7/1.mp4',
  );
});

test('a reused take costs nothing', () => {
  const reused: NamedTake = { ...take, state: 'reused' };
  expect(renderTakes([reused], zh).at(-1)).toContain('已复用  9.3  0.00');
});
