import type { Mutant } from './mutants.testsuite.ts';

const OUTCOMES = 'procedures/outcomes.ts';
const RESERVATIONS = 'procedures/reservations.ts';
const ENDINGS = 'procedures/endings.ts';

/** Faults in outcomes, errands and attempts. */
export const outcomeMutants: readonly Mutant[] = [
  {
    noun: 'outcomes',
    name: 'takes the operation of another take for its own',
    file: OUTCOMES,
    from: 'return text(known?.take_id)',
    to: 'return take.takeId',
  },
  {
    noun: 'outcomes',
    name: 'books what was given up once more',
    file: RESERVATIONS,
    from: 'const booked = isGivenUp(attempt) ? Number(attempt.reserved_micros) : 0',
    to: 'const booked = 0',
  },
  {
    noun: 'outcomes',
    name: 'gives up for nothing',
    file: ENDINGS,
    from: 'const cost = isGivenUp ? Number(attempt.reserved_micros) : 0',
    to: 'const cost = 0',
  },
  {
    noun: 'outcomes',
    name: 'does not look for what was given up',
    file: RESERVATIONS,
    from: 'return givenUp ?? last',
    to: 'return last',
  },
  {
    noun: 'outcomes',
    name: 'keeps set aside what was settled',
    file: RESERVATIONS,
    from: 'const reserved = isOpen ? -Number(attempt.reserved_micros) : 0',
    to: 'const reserved = 0',
  },
  {
    noun: 'outcomes',
    name: 'requeues without a proof',
    file: OUTCOMES,
    from: `args.by === 'proof' && isCurrent`,
    to: 'false',
  },
  {
    noun: 'outcomes',
    name: 'sends again what was cancelled',
    file: OUTCOMES,
    from: 'if (take.isCancelAsked)',
    to: 'if (false)',
  },
  {
    noun: 'outcomes',
    name: 'counts retries, not purchases',
    file: ENDINGS,
    from: 'take.bought <= Number',
    to: 'take.generation - 1 <= Number',
  },
  {
    noun: 'outcomes',
    name: 'pays again what was cancelled',
    file: ENDINGS,
    from: ' || take.isCancelAsked) return false',
    to: ') return false',
  },
  {
    noun: 'outcomes',
    name: 'ends a take for another attempt',
    file: ENDINGS,
    from: 'args.attemptId !== undefined && take.attemptId !== args.attemptId',
    to: 'false',
  },
  {
    noun: 'outcomes',
    name: 'retries under the same generation',
    file: 'procedures/retry.ts',
    from: `    also: 'generation = generation + 1',\n`,
    to: '',
  },
  {
    noun: 'errands',
    name: 'pays once more for what was ordered once more meanwhile',
    file: 'procedures/carry-on.ts',
    from: 'generations.get(takeId) === generation',
    to: 'true',
  },
  {
    noun: 'errands',
    name: 'decides about what was removed meanwhile',
    file: 'procedures/retry.ts',
    from: '!live.has(storyboardId)',
    to: 'false',
  },
  {
    noun: 'errands',
    name: 'removes what is about to be queued once more',
    file: 'procedures/storyboards.ts',
    from: `if (yield* hasRetries(id)) return { verdict: 'open' as const }`,
    to: '',
  },
  {
    noun: 'attempts',
    name: 'releases twice',
    file: OUTCOMES,
    from: '!attempt || !isReserved(attempt)',
    to: '!attempt',
  },
  {
    noun: 'attempts',
    name: 'forgets the price of a stray attempt',
    file: OUTCOMES,
    from: 'reserved_micros: yield* openReserved(takeId)',
    to: 'reserved_micros: null',
  },
];
