import { BreakerState } from '@cineflow/contracts';
import type { Durability } from '@cineflow/ledger';
import type { LaneStats } from '@cineflow/limiter';

/** What is measured of one provider account. */
export interface LaneMetrics {
  provider: string;
  lane: LaneStats;
  unconfirmed: number;
}

type Read = (metrics: LaneMetrics) => number;

/** Name, what it says, and where it comes from. None is per take: what is labelled by take never ends. */
const GAUGES: [name: string, help: string, read: Read][] = [
  ['in_flight_operations', 'Operations that hold a permit.', ({ lane }) => lane.inFlight],
  ['capacity', 'Operations that may be in flight at this moment.', ({ lane }) => lane.capacity],
  ['capacity_maximum', 'Operations that may be in flight at best.', ({ lane }) => lane.maximum],
  ['waiting_takes', 'Takes in line for a permit.', ({ lane }) => lane.waiting],
  ['consecutive_errors', 'Errors of the provider in a row.', ({ lane }) => lane.consecutiveErrors],
  ['unconfirmed_takes', 'Creates whose outcome nobody knows.', ({ unconfirmed }) => unconfirmed],
  ['storage_full', '1 while the store takes no films.', ({ lane }) => Number(lane.storageFull ?? false)],
];

/** Gauges in the text format of Prometheus. */
export function viewMetrics(lanes: readonly LaneMetrics[], durability: Durability): string {
  const gauges = GAUGES.map(([name, help, read]) =>
    gauge(
      name,
      help,
      lanes.map((lane) => [`provider="${escape(lane.provider)}"`, read(lane)]),
    ),
  );
  const breakers = lanes.flatMap(({ provider, lane }) =>
    BreakerState.options.map((state): Sample => {
      return [`provider="${escape(provider)}",state="${state}"`, Number(lane.breaker === state)];
    }),
  );
  const durable = durability.kind === 'none' ? 0 : 1;
  return [
    ...gauges,
    gauge('breaker_state', '1 for the state the breaker is in.', breakers),
    gauge('redis_durable', '0 while Redis may lose what it has answered.', [['', durable]]),
  ].join('');
}

type Sample = [labels: string, value: number];

function gauge(name: string, help: string, samples: readonly Sample[]): string {
  const lines = samples.map(([labels, value]) => `cineflow_${name}${labels && `{${labels}}`} ${value}\n`);
  return `# HELP cineflow_${name} ${help}\n# TYPE cineflow_${name} gauge\n${lines.join('')}`;
}

function escape(label: string): string {
  return label.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}
