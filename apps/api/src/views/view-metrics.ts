import type { BookHealth } from '@cineflow/book';
import { BreakerState } from '@cineflow/contracts';
import type { LaneStats } from '@cineflow/limiter';

/** Metrics of one provider account; null if unknown. */
export interface LaneMetrics {
  providerId: string;
  lane: LaneStats | null;
  unconfirmed: number | null;
}

/** All metrics. */
export interface Measured {
  lanes: readonly LaneMetrics[];
  book: Pick<BookHealth, 'ok' | 'sizeBytes' | 'freeBytes'>;
  isRedisUp: boolean;
  /** Running workers, and incidents; null if unknown. */
  workers: number | null;
  incidents: number | null;
}

type Sample = [labels: string, value: number];

/** Name, help text and source. None is per take: that would be an unbounded number of series. */
const OF_LANE: [name: string, help: string, read: (lane: LaneStats) => number][] = [
  ['in_flight_operations', 'Operations that hold a permit.', (lane) => lane.inFlight],
  ['capacity', 'Current limit of operations in flight.', (lane) => lane.capacity],
  ['capacity_maximum', 'Maximum of operations in flight.', (lane) => lane.maximum],
  ['waiting_takes', 'Takes queued for a permit.', (lane) => lane.waiting],
  ['consecutive_errors', 'Consecutive errors of the provider.', (lane) => lane.consecutiveErrors],
  ['storage_full', '1 while the store accepts no clips.', (lane) => Number(lane.storageFull ?? false)],
];

/** Gauges in the text format of Prometheus. */
export function viewMetrics({ lanes, book, isRedisUp, workers, incidents }: Measured): string {
  const known = lanes.flatMap(({ providerId, lane }) =>
    lane === null ? [] : [{ label: labelOf(providerId), lane }],
  );
  const breakers = known.flatMap(({ label, lane }) =>
    BreakerState.options.map((state): Sample => {
      return [`${label},state="${state}"`, Number(lane.breaker === state)];
    }),
  );
  const unconfirmed = lanes.map(({ providerId, unconfirmed: count }) => optional(count, labelOf(providerId)));
  return [
    ...OF_LANE.map(([name, help, read]) =>
      gauge(
        name,
        help,
        known.map(({ label, lane }) => [label, read(lane)]),
      ),
    ),
    gauge('breaker_state', '1 for the current state of the breaker.', breakers),
    gauge('unconfirmed_takes', 'Creates with an unknown outcome.', unconfirmed.flat()),
    gauge('book_ok', '0 while the book does not answer: no order is accepted.', [['', Number(book.ok)]]),
    gauge('book_size_bytes', 'Size of the book.', optional(book.sizeBytes)),
    gauge('book_free_bytes', 'Free space on the disk of the book.', optional(book.freeBytes)),
    gauge('workers', 'Running workers.', optional(workers)),
    gauge('incidents', 'Second paid operations and other events that need attention.', optional(incidents)),
    gauge('redis_up', '0 while Redis accepts no writes: nothing is sent.', [['', Number(isRedisUp)]]),
  ].join('');
}

function optional(value: number | null | undefined, label = ''): Sample[] {
  return value === null || value === undefined ? [] : [[label, value]];
}

function gauge(name: string, help: string, samples: readonly Sample[]): string {
  const lines = samples.map(([labels, value]) => `cineflow_${name}${labels && `{${labels}}`} ${value}\n`);
  return `# HELP cineflow_${name} ${help}\n# TYPE cineflow_${name} gauge\n${lines.join('')}`;
}

function labelOf(providerId: string): string {
  const escaped = providerId.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
  return `provider="${escaped}"`;
}
