import type { MutantName } from './mutants.ts';

/** What one run does. Everything that is left to chance follows from the seed; only the timing does not. */
export interface BillingPlan {
  seed: number;
  durationMs: number;
  workers: number;
  /** Takes that are open at most; the run posts storyboards to stay near it. */
  openTakes: number;
  /** Waits between two blows, ms. */
  blowEveryMs: readonly [least: number, most: number];
  /** Chance that a create finds its event loop standing still, and for how long. */
  stall: { probability: number; minMs: number; maxMs: number };
  mutant: MutantName | null;
  print: (line: string) => void;
}

/**
 * Times of the product during a run, ms. Everything that takes minutes in production takes seconds here. A journal that
 * nobody wrote for twice `rotateMs` is archived: longer than any process is frozen.
 */
export const TIMES = {
  stallMs: 1500,
  submitTimeoutMs: 1500,
  settleMs: 2600,
  lateMs: 1200,
  listLagMs: 800,
  rotateMs: 8000,
};

/** A run of so many minutes; a mutant's run strikes harder at the place the mutant is weak at. */
export function planBilling(options: {
  seed: number;
  minutes: number;
  mutant: MutantName | null;
  print: (line: string) => void;
}): BillingPlan {
  const { seed, minutes, mutant, print } = options;
  return {
    seed,
    durationMs: minutes * 60_000,
    workers: 3,
    openTakes: 120,
    blowEveryMs: [300, 1600],
    stall: { probability: mutant === 'fence' ? 0.15 : 0.01, minMs: 2000, maxMs: 10_000 },
    mutant,
    print,
  };
}
