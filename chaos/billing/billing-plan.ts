import type { DriverKind } from '@cineflow/book';
import type { MutantName } from './mutants.ts';

/** What one run does. Everything that is left to chance follows from the seed; only the timing does not. */
export interface BillingPlan {
  seed: number;
  book: DriverKind;
  durationMs: number;
  /** Time in which everything has to become final after the last fault, ms. */
  calmMs: number;
  workers: number;
  /** Creates the provider may have in flight at a time, and how long it takes for one, ms. */
  limit: number;
  renderMs: string;
  /** Processes do not notice a failover of Redis at the same moment, ms. */
  splitMaxMs: number;
  /** Takes that are open at most; the run posts storyboards to stay near it. */
  openTakes: number;
  /** Waits between two faults, ms. */
  faultEveryMs: readonly [least: number, most: number];
  /** Chance that a create finds its event loop standing still, where, and for how long. */
  stall: { probability: number; minMs: number; maxMs: number; place: StallPlace };
  /** Rare faults, each of which comes once however short the run is, in this order; more come by chance. */
  sure: readonly RareFault[];
  mutant: MutantName | null;
  print: (line: string) => void;
}

/** connected: the connection stands and nothing is written yet · licensed: the licence is had, and no more. */
export type StallPlace = 'connected' | 'licensed';

/** Faults on Redis, on the book, on what belongs together, and on what a process believes of the world. */
export type RareFault =
  | 'redis-silence'
  | 'provider-silence'
  | 'list-late'
  | 'list-lie'
  | 'clock-jump'
  | 'redis-empty'
  | 'redis-cut'
  | 'redis-roll-back'
  | 'redis-fail-over'
  | 'redis-freeze'
  | 'redis-restart'
  | 'book-restart'
  | 'book-freeze'
  | 'book-fail-over'
  | 'book-fill'
  | 'book-roll-back'
  | 'transaction'
  | 'intruder';

/** Times of the product during a run, ms. Everything that takes minutes in production takes seconds here. */
export const TIMES = {
  stallMs: 1500,
  submitTimeoutMs: 1500,
  settleMs: 2600,
  lateMs: 1200,
  listLagMs: 800,
  pollLimitMs: 5000,
};
/** Questions to the provider per second, of all workers. */
export const POLLS_PER_SECOND = 20;

const ON_REDIS: readonly RareFault[] = [
  'redis-empty',
  'redis-roll-back',
  'redis-fail-over',
  'redis-freeze',
  'redis-cut',
  'redis-restart',
  'redis-silence',
];
const ON_BELIEFS: readonly RareFault[] = ['list-late', 'provider-silence', 'clock-jump', 'list-lie'];
const ON_BOOK: Readonly<Record<DriverKind, readonly RareFault[]>> = {
  sqlite: ['transaction', 'book-fill'],
  postgres: ['transaction', 'book-restart', 'book-fail-over', 'book-freeze', 'book-fill'],
};

/** Rare faults of a run; a mutant's run deals those its mechanism is there for. */
function sureFaults(book: DriverKind, mutant: MutantName | null): readonly RareFault[] {
  switch (mutant) {
    case 'version':
    case 'witness':
      return ['book-roll-back', 'book-roll-back'];
    case 'book-id':
      return ['intruder'];
    case 'epoch':
      return ['redis-fail-over', 'redis-fail-over', 'redis-fail-over'];
    case 'state':
    case 'index':
      // Jobs of before run again, of takes that are further by now.
      return Array.from({ length: 8 }, () => 'redis-roll-back');
    case 'list-evidence':
      return Array.from({ length: 6 }, () => 'list-late');
    case 'list-whole':
      return Array.from({ length: 6 }, () => 'list-lie');
    case 'silence':
      return ['redis-silence', 'redis-silence'];
    case 'give-up':
      return [];
    case null:
      return [...ON_REDIS, ...ON_BOOK[book], ...ON_BELIEFS, 'book-roll-back', 'intruder'];
    default:
      return ['redis-empty'];
  }
}

/** A run of so many minutes; a mutant's run strikes harder at the place the mutant is weak at. */
export function planBilling(options: {
  seed: number;
  minutes: number;
  book: DriverKind;
  mutant: MutantName | null;
  /** The rare faults of the run, instead of all there are. */
  only?: readonly string[] | undefined;
  print: (line: string) => void;
}): BillingPlan {
  const { seed, minutes, book, mutant, only, print } = options;
  const isLate = mutant === 'fence' || mutant === 'last-look';
  return {
    seed,
    book,
    mutant,
    print,
    durationMs: minutes * 60_000,
    calmMs: 90_000,
    workers: 3,
    // The epoch only shows where every permit is used all the time.
    limit: mutant === 'epoch' ? 4 : 12,
    renderMs: mutant === 'epoch' ? '400-900' : '200-900',
    splitMaxMs: mutant === 'epoch' ? 10_000 : 2500,
    openTakes: 120,
    faultEveryMs: [300, 1600],
    stall: {
      probability: isLate ? 0.15 : 0.01,
      minMs: 2000,
      maxMs: 10_000,
      place: mutant === 'last-look' ? 'licensed' : 'connected',
    },
    sure: sureFaults(book, mutant).filter((kind) => only?.includes(kind) ?? true),
  };
}
