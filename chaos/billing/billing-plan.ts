import type { DriverKind } from '@cineflow/book';
import { ONE_FAMILY } from './families.ts';
import type { MutantName } from './mutants.ts';

/** Plan of one run. Random choices follow from the seed; only the timing varies. */
export interface BillingPlan {
  seed: number;
  book: DriverKind;
  durationMs: number;
  /** Time for everything to become final after the last fault, ms. */
  calmMs: number;
  workers: number;
  /** Providers of the shots; several: each storyboard is mixed. */
  providers: readonly string[];
  /** Limit of creates in flight at the provider, and its time per create, ms. */
  limit: number;
  renderMs: string;
  /** Processes notice a failover of Redis at different times, up to this, ms. */
  splitMaxMs: number;
  /** Maximum of open takes; the run posts storyboards to stay near it. */
  openTakes: number;
  /** Delay between two faults, ms. */
  faultEveryMs: readonly [least: number, most: number];
  /** Probability, place and duration of blocked event loops at a create. */
  stall: { probability: number; minMs: number; maxMs: number; place: StallPlace };
  /** Rare faults that occur once in this order, however short the run; more follow at random. */
  sure: readonly RareFault[];
  mutant: MutantName | null;
  print: (line: string) => void;
}

/** connected: connected, nothing written yet · licensed: right after the licence. */
export type StallPlace = 'connected' | 'licensed';

/** Faults of Redis, of the book, of both, and of a process's view of the world. */
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

/** Times of the product during a run, ms: seconds instead of minutes. */
export const TIMES = {
  stallMs: 1500,
  submitTimeoutMs: 1500,
  settleMs: 2600,
  lateMs: 1200,
  listLagMs: 800,
  pollLimitMs: 5000,
};
/** Requests to the provider per second, for all workers. */
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

/** Rare faults of a run; a mutant's run uses those its mechanism protects against. */
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
      // Old jobs run again for takes that have moved on.
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

/** Plans a run of some minutes; a mutant's run targets the mutated mechanism. */
export function planBilling(options: {
  seed: number;
  minutes: number;
  book: DriverKind;
  mutant: MutantName | null;
  /** Default: one provider. */
  providers?: readonly string[];
  /** The rare faults of the run, instead of all. */
  only?: readonly string[] | undefined;
  print: (line: string) => void;
}): BillingPlan {
  const { seed, minutes, book, mutant, only, print, providers = ONE_FAMILY } = options;
  const isLate = mutant === 'fence' || mutant === 'last-look';
  return {
    seed,
    book,
    mutant,
    print,
    durationMs: minutes * 60_000,
    // With several providers each has few permits, and a person settles what has no list.
    calmMs: providers.length > 1 ? 200_000 : 90_000,
    workers: 3,
    providers,
    // The epoch only matters while all permits are in use.
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
