import { type Provider, type Storyboard, TakeState } from '@cineflow/contracts';
import { expect, test } from 'vitest';
import { en } from '../locales/en.ts';
import { zh } from '../locales/zh.ts';
import { renderProgress } from './render-progress.ts';
import { sumProgress } from './sum-progress.ts';

const now = Date.parse('2026-01-05T08:00:00.000Z');

function storyboard(counts: Partial<Record<TakeState, number>>, more: Partial<Storyboard> = {}): Storyboard {
  const all = Object.fromEntries(TakeState.options.map((state) => [state, counts[state] ?? 0]));
  const takes = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const base: Partial<Storyboard> = { counts: all as Storyboard['counts'], takes, waiting: [] };
  return { ...base, ...more } as Storyboard;
}

const lane = { inFlight: 4, capacity: 6, breaker: 'recovering' } as Provider;

const progress = sumProgress(
  [
    storyboard({ completed: 6, queued: 2 }, { waiting: [{ reason: 'permit', takes: 2 }] }),
    storyboard({ rendering: 4 }, { eta: '2026-01-05T08:00:12.200Z' }),
  ],
  [lane],
  { now, elapsedMs: 7_900 },
);

test('sums all takes and uses the latest expected end', () => {
  expect(progress).toMatchObject({ done: 6, total: 12, waiting: { permit: 2 }, remainingMs: 12_200 });
});

test('draws bar, states, lane and wait reasons', () => {
  expect(renderProgress(progress, zh).lines).toEqual([
    `${'█'.repeat(15)}${'░'.repeat(15)}  6/12 条  7 s  预计还需 13 秒`,
    '  排队 2 · 渲染中 4 · 完成 6',
    '  并发 4/6  熔断器 恢复中  等待: 等名额 2',
  ]);
});

test('prints the same as one log line', () => {
  expect(renderProgress(progress, en).plain).toBe(
    '7 s: 6/12 takes | queued 2, rendering 4, completed 6 | in flight 4/6  breaker recovering | waiting: permit 2 | 13 s to go',
  );
});

test('leaves out unknown values', () => {
  const start = sumProgress([storyboard({ queued: 3 })], [lane], { now, elapsedMs: 0 });
  expect(renderProgress(start, en).plain).not.toMatch(/to go|waiting/);
});
