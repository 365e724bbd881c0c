import type { Counts } from '@cineflow/contracts';
import { expect, test } from 'vitest';
import { emptyCounts, progressOf, storyboardState } from './storyboard-state.ts';

const counts = (some: Partial<Counts>): Counts => ({ ...emptyCounts(), ...some });

test.each([
  [{ queued: 3 }, 'queued', 0],
  [{ queued: 2, rendering: 1 }, 'running', 0],
  [{ queued: 1, completed: 1 }, 'running', 0.5],
  [{ completed: 2, reused: 2 }, 'completed', 1],
  [{ reused: 4 }, 'completed', 1],
  [{ completed: 3, failed: 1 }, 'partial', 1],
  [{ completed: 1, cancelled: 1 }, 'partial', 1],
  [{ failed: 1, cancelled: 1 }, 'failed', 1],
  [{ cancelled: 2 }, 'cancelled', 1],
  [{ unconfirmed: 1, completed: 3 }, 'running', 0.75],
] as const)('%o is %s with progress %d', (some, state, progress) => {
  expect(storyboardState(counts(some))).toBe(state);
  expect(progressOf(counts(some))).toBe(progress);
});
