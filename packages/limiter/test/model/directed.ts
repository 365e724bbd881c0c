import type { Event } from './events.ts';
import type { FullPolicy } from './step.ts';

export const DIRECTED_POLICY: FullPolicy = {
  maximum: 300,
  degraded: 5,
  tripAfter: 2,
  cooldownMs: 1000,
  cooldownGrowth: 1,
  cooldownMaxMs: 1000,
  recoveryStepMs: 10,
  caps: {},
};

const times = (count: number, event: Event): Event[] => Array.from({ length: count }, () => event);

/** 300 in flight leave while the lane is isolated: more permits become free at once than one admission gives away. */
const crowd: Event[] = [
  ...times(90, { kind: 'post', storyboard: 1, weight: 2, model: 'a', takes: 8 }),
  ...times(300, { kind: 'accepted', pick: 0 }),
  { kind: 'control', action: 'isolate', value: 'manual' },
  ...times(300, { kind: 'finish', pick: 0 }),
  { kind: 'control', action: 'reopen', value: '' },
  ...times(3, { kind: 'accepted', pick: 0 }),
  ...times(3, { kind: 'admit' }),
];

/** Twenty probes fail, each after a longer pause. */
const outage: Event[] = [
  { kind: 'post', storyboard: 1, weight: 2, model: 'a', takes: 3 },
  ...Array.from({ length: 20 }, (): Event[] => [
    { kind: 'refused', pick: 0, cause: 'error', throttleMs: 0, backoffMs: 0 },
    { kind: 'stats' },
    { kind: 'time', ms: 31_000 },
    { kind: 'admit' },
  ]).flat(),
];

/** A worker that starts writes the same policy again. */
const restart: Event[] = [
  { kind: 'post', storyboard: 1, weight: 2, model: 'a', takes: 8 },
  { kind: 'control', action: 'maximum', value: '3' },
  { kind: 'configure', policy: DIRECTED_POLICY },
  { kind: 'stats' },
  ...times(4, { kind: 'accepted', pick: 0 }),
];

/** What chance hardly ever brings about. */
export const DIRECTED: readonly Event[][] = [crowd, outage, restart];
