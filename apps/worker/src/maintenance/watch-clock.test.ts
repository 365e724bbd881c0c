import type { Book } from '@cineflow/book';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { WorkerContext } from '../context.ts';
import { watchClock } from './watch-clock.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }));
afterEach(() => void vi.useRealTimers());

/** Reads the clock again and again: after a pause, with a step, and an answer that comes late. */
function start() {
  const state = { clock: 1_000_000, restarts: 0 };
  const attempts = { restartWaits: async () => void (state.restarts += 1) } as unknown as Book['attempts'];
  const context = { book: { attempts }, log: { warn: () => undefined } } as unknown as WorkerContext;
  const pass = (ms: number) => {
    vi.advanceTimersByTime(ms);
    state.clock += ms;
  };
  const read = async ({ pauseMs = 500, stepMs = 0, lateMs = 0 } = {}): Promise<number> => {
    pass(pauseMs);
    state.clock += stepMs;
    const [now, from] = [state.clock, performance.now()];
    pass(lateMs);
    await watchClock(context, { now, from });
    return state.restarts;
  };
  return { read };
}

describe('watchClock', () => {
  test.each([3000, -3000, 86_400_000])('notices a step of %i ms, once', async (stepMs) => {
    const { read } = start();
    expect([await read(), await read({ stepMs }), await read(), await read()]).toEqual([0, 1, 1, 1]);
  });

  test.each([1500, -1500])('tolerates a step of %i ms', async (stepMs) => {
    const { read } = start();
    expect([await read(), await read({ stepMs }), await read()]).toEqual([0, 0, 0]);
  });

  test('takes no late answer for a step', async () => {
    const { read } = start();
    await read();
    for (const lateMs of [0, 20_000, 0, 5000, 3000, 0]) expect(await read({ lateMs })).toBe(0);
  });

  test('notices a step during a late answer with the next one', async () => {
    const { read } = start();
    await read();
    expect([await read({ stepMs: 4000, lateMs: 20_000 }), await read()]).toEqual([0, 1]);
  });
});
