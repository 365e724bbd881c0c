import { type Storyboard, TakeState } from '@cineflow/contracts';
import { displayWidth } from '@cineflow/terminal';
import { zhWords } from '@cineflow/words';
import { describe, expect, test } from 'vitest';
import { textsIn } from '../locales/texts-in.ts';
import type { Session } from '../session.ts';
import { renderProgress } from './render-progress.ts';

const none = Object.fromEntries(TakeState.options.map((state) => [state, 0]));
const storyboard = {
  id: 'sb_1',
  name: '雨夜便利店与最后的灯塔',
  takes: 12,
  counts: { ...none, completed: 6, rendering: 4, queued: 2 },
  waiting: [
    { reason: 'permit', takes: 2 },
    { reason: 'provider', takes: 4 },
  ],
} as unknown as Storyboard;

const render = (columns: number, storyboards = [storyboard]) => {
  const session = { columns, texts: textsIn('zh'), words: zhWords } as unknown as Session;
  return renderProgress(session, { storyboards, elapsedMs: 12_400, fetched: 5 });
};

describe('renderProgress', () => {
  test('shows a bar, the states and what is waited for', () => {
    expect(render(100).lines).toEqual([
      `雨夜便利店与最后的灯塔  ${'█'.repeat(15)}${'░'.repeat(15)}  6/12 条`,
      '  排队 2 · 渲染中 4 · 完成 6  已下载 5',
      '  等待：等名额 2、服务商 4',
    ]);
  });

  test('is one line for a log', () => {
    expect(render(Infinity).plain).toBe(
      '12 s：6/12 条 | 排队 2、渲染中 4、完成 6 | 等待：等名额 2、服务商 4 | 已下载 5',
    );
  });

  test.each([40, 60, 80])('fits into %i columns', (columns) => {
    for (const line of render(columns).lines) expect(displayWidth(line)).toBeLessThan(columns);
  });

  test('shows at most eight bars', () => {
    const many = Array.from({ length: 30 }, (_, index) => ({ ...storyboard, id: `sb_${index}` }));
    expect(render(80, many).lines).toHaveLength(10);
  });
});
