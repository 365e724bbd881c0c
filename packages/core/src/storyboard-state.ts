import { TakeState, type Counts, type StoryboardState } from '@cineflow/contracts';
import { isFinal } from './take-machine.ts';

/** A count of zero for every take state. */
export function emptyCounts(): Counts {
  return Object.fromEntries(TakeState.options.map((state) => [state, 0])) as Counts;
}

/**
 * State of a storyboard or shot, derived from its takes. `partial`: all takes are final, and some, but not all, have
 * a clip.
 */
export function storyboardState(counts: Counts, isPaused = false): StoryboardState {
  const total = sum(counts, () => true);
  const open = total - sum(counts, isFinal);
  if (open > 0 && isPaused) return 'paused';
  if (open > 0) return open === total && counts.queued === total ? 'queued' : 'running';
  const clips = counts.completed + counts.reused;
  if (clips === total) return 'completed';
  if (clips > 0) return 'partial';
  return counts.failed > 0 ? 'failed' : 'cancelled';
}

/** Share of takes that are final, 0 to 1. */
export function progressOf(counts: Counts): number {
  const total = sum(counts, () => true);
  return total === 0 ? 1 : sum(counts, isFinal) / total;
}

function sum(counts: Counts, include: (state: TakeState) => boolean): number {
  return TakeState.options.filter(include).reduce((total, state) => total + counts[state], 0);
}
