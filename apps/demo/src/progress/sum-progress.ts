import {
  FINAL_TAKE_STATES,
  type Provider,
  type Storyboard,
  TakeState,
  type WaitReason,
} from '@cineflow/contracts';
import type { Progress } from './progress.ts';

/** Combines several storyboards and the lanes; `now` in ms since 1970. */
export function sumProgress(
  storyboards: readonly Storyboard[],
  providers: readonly Provider[],
  { now, elapsedMs }: { now: number; elapsedMs: number },
): Progress {
  const countOf = (state: TakeState): number => sum(storyboards, ({ counts }) => counts[state]);
  const counts = Object.fromEntries(TakeState.options.map((state) => [state, countOf(state)]));
  const etas = storyboards.flatMap(({ eta }) => (eta === undefined ? [] : [Date.parse(eta)]));
  return {
    elapsedMs,
    counts: counts as Progress['counts'],
    done: FINAL_TAKE_STATES.reduce((total, state) => total + countOf(state), 0),
    total: sum(storyboards, ({ takes }) => takes),
    inFlight: sum(providers, ({ inFlight }) => inFlight),
    capacity: sum(providers, ({ capacity }) => capacity),
    breaker: providers.find(({ breaker }) => breaker !== 'closed')?.breaker ?? 'closed',
    waiting: sumWaiting(storyboards),
    ...(etas.length === 0 ? {} : { remainingMs: Math.max(0, Math.max(...etas) - now) }),
  };
}

function sumWaiting(storyboards: readonly Storyboard[]): Progress['waiting'] {
  const waiting: Partial<Record<WaitReason, number>> = {};
  for (const { reason, takes } of storyboards.flatMap((storyboard) => storyboard.waiting)) {
    waiting[reason] = (waiting[reason] ?? 0) + takes;
  }
  return waiting;
}

function sum<Item>(items: readonly Item[], of: (item: Item) => number): number {
  return items.reduce((total, item) => total + of(item), 0);
}
