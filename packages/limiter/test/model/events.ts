import fc from 'fast-check';
import type { Cause, FullPolicy } from './step.ts';

/** What may happen to a lane next; `pick` chooses among the takes it can happen to. */
export type Event =
  | { kind: 'post'; storyboard: number; weight: number; model: string; takes: number }
  | { kind: 'accepted' | 'finish' | 'abandon' | 'late'; pick: number }
  | { kind: 'refused'; pick: number; cause: Cause; throttleMs: number; backoffMs: number }
  | { kind: 'mark-unconfirmed'; pick: number; counts: boolean }
  | { kind: 'begin'; pick: number }
  | { kind: 'polled'; failed: boolean }
  | { kind: 'time'; ms: number }
  | { kind: 'wake-again'; ageMs: number }
  | { kind: 'control'; action: string; value: string }
  | { kind: 'configure'; policy: FullPolicy }
  | { kind: 'admit' | 'stats' };

const pick = fc.nat(63);
const model = fc.constantFrom('a', 'b');

export const policies: fc.Arbitrary<FullPolicy> = fc.record({
  maximum: fc.oneof(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 24 })),
  degraded: fc.integer({ min: 1, max: 6 }),
  tripAfter: fc.integer({ min: 1, max: 3 }),
  cooldownMs: fc.nat(20_000),
  cooldownGrowth: fc.constantFrom(1, 1.5, 2),
  cooldownMaxMs: fc.nat(100_000),
  recoveryStepMs: fc.integer({ min: 1, max: 8000 }),
  caps: fc.oneof(fc.constant({}), fc.record({ a: fc.integer({ min: 1, max: 3 }) })),
});

const time = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 1, max: 900 }) },
  { weight: 5, arbitrary: fc.integer({ min: 1, max: 12_000 }) },
  { weight: 2, arbitrary: fc.integer({ min: 1, max: 400_000 }) },
  { weight: 1, arbitrary: fc.integer({ min: -50_000, max: -1 }) },
);

const control = fc.constantFrom(
  ['trip', ''],
  ['reset', ''],
  ['isolate', 'manual'],
  ['isolate', 'auth'],
  ['reopen', ''],
  ['reopen', 'auth'],
  ['reopen', 'balance'],
  ['maximum', '3'],
  ['maximum', '20'],
);

const cause = fc.constantFrom<Cause>(
  'throttled',
  'throttled',
  'throttled',
  'error',
  'error',
  'own',
  'auth',
  'balance',
);
const throttleMs = fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, fc.nat(5000), fc.nat(2_000_000));
const backoffMs = fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.nat(9000));

const weighted: [number, fc.Arbitrary<Event>][] = [
  [
    10,
    fc.record({
      kind: fc.constant('post'),
      storyboard: fc.nat(4),
      weight: fc.constantFrom(1, 2, 4),
      model,
      takes: fc.integer({ min: 1, max: 8 }),
    }),
  ],
  [30, fc.record({ kind: fc.constant('accepted'), pick })],
  [18, fc.record({ kind: fc.constant('finish'), pick })],
  [1, fc.record({ kind: fc.constantFrom('abandon', 'late'), pick })],
  [12, fc.record({ kind: fc.constant('refused'), pick, cause, throttleMs, backoffMs })],
  [2, fc.record({ kind: fc.constant('mark-unconfirmed'), pick, counts: fc.boolean() })],
  [6, fc.record({ kind: fc.constant('begin'), pick })],
  [2, fc.record({ kind: fc.constant('polled'), failed: fc.boolean() })],
  [16, fc.record({ kind: fc.constant('time'), ms: time })],
  [2, fc.record({ kind: fc.constant('wake-again'), ageMs: fc.nat(4000) })],
  [2, control.map(([action = '', value = '']) => ({ kind: 'control', action, value }))],
  [1, fc.record({ kind: fc.constant('configure'), policy: policies })],
  [6, fc.record({ kind: fc.constantFrom('admit', 'stats') })],
];

/** Anything that may happen, often what happens often. */
export const events: fc.Arbitrary<Event> = fc.oneof(
  ...weighted.map(([weight, arbitrary]) => ({ weight, arbitrary })),
);
