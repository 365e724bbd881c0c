import type { Mutant } from './mutants.testsuite.ts';

const REFUNDS = 'procedures/refunds.ts';
const OUTCOMES = 'procedures/outcomes.ts';
const ENDINGS = 'procedures/endings.ts';

/** Faults in refunds and reported costs. */
export const refundMutants: readonly Mutant[] = [
  {
    noun: 'refunds',
    name: 'gives back again what was given back',
    file: REFUNDS,
    from: ' - Number(operation?.refund_micros ?? 0)',
    to: '',
  },
  {
    noun: 'refunds',
    name: 'gives back more than it cost',
    file: REFUNDS,
    from: 'Math.min(wanted, cost)',
    to: 'wanted',
  },
  {
    noun: 'refunds',
    name: 'gives nothing to the budgets',
    file: REFUNDS,
    from: 'spent: -added',
    to: 'spent: 0',
  },
  {
    noun: 'refunds',
    name: 'leaves the sum of the take',
    file: REFUNDS,
    from: 'take.spentMicros - added',
    to: 'take.spentMicros',
  },
  {
    noun: 'refunds',
    name: 'does not read what came with a failure',
    file: ENDINGS,
    from: 'yield* giveBackFor(take, args, now);',
    to: '',
  },
  {
    noun: 'refunds',
    name: 'believes a refund that is no amount',
    file: REFUNDS,
    from: '!Number.isSafeInteger(wanted) || ',
    to: '',
  },
  {
    noun: 'refunds',
    name: 'believes what is no amount',
    file: OUTCOMES,
    from: 'if (oddCost !== undefined) return oddCost;',
    to: '',
  },
];
