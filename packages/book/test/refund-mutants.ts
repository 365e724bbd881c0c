import type { Mutant } from './mutants.testsuite.ts';

const refunds = 'procedures/refunds.ts';
const outcomes = 'procedures/outcomes.ts';
const endings = 'procedures/endings.ts';

/** What is told of money and booked once, or not believed. */
export const refundMutants: readonly Mutant[] = [
  {
    noun: 'refunds',
    name: 'gives back again what was given back',
    file: refunds,
    from: ' - Number(operation?.refund_micros ?? 0)',
    to: '',
  },
  {
    noun: 'refunds',
    name: 'gives back more than it cost',
    file: refunds,
    from: 'Math.min(wanted, cost)',
    to: 'wanted',
  },
  {
    noun: 'refunds',
    name: 'gives nothing to the budgets',
    file: refunds,
    from: 'spent: -added',
    to: 'spent: 0',
  },
  {
    noun: 'refunds',
    name: 'leaves the sum of the take',
    file: refunds,
    from: 'take.spentMicros - added',
    to: 'take.spentMicros',
  },
  {
    noun: 'refunds',
    name: 'does not read what came with a failure',
    file: endings,
    from: 'yield* giveBackFor(take, args, now);',
    to: '',
  },
  {
    noun: 'refunds',
    name: 'believes a refund that is no amount',
    file: refunds,
    from: '!Number.isSafeInteger(wanted) || ',
    to: '',
  },
  {
    noun: 'refunds',
    name: 'believes what is no amount',
    file: outcomes,
    from: 'if (oddCost !== undefined) return oddCost;',
    to: '',
  },
];
