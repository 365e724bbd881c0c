import { licenceMutants } from './licence-mutants.ts';
import { linkMutants } from './link-mutants.ts';
import { outcomeMutants } from './outcome-mutants.ts';
import { routeMutants } from './route-mutants.ts';
import { refundMutants } from './refund-mutants.ts';

/** A deliberate fault in procedures or schema, and the cases that must notice it. */
export interface Mutant {
  /** What the fault does, as a sentence. */
  name: string;
  /** File below src/. */
  file: string;
  /** Occurs exactly once there. */
  from: string;
  to: string;
  noun:
    | 'licence'
    | 'outcomes'
    | 'bounds'
    | 'refunds'
    | 'attempts'
    | 'contents'
    | 'budgets'
    | 'days'
    | 'storyboards'
    | 'drafts'
    | 'errands'
    | 'lines'
    | 'routes'
    | 'links';
}

const begin = 'procedures/begin.ts';
const outcomes = 'procedures/outcomes.ts';
const reservations = 'procedures/reservations.ts';
const endings = 'procedures/endings.ts';
const contents = 'procedures/contents.ts';
const money = 'procedures/money.ts';
const drafts = 'procedures/accept-storyboard.ts';

/** Each condition of the licence, each unique index, the epoch, and what is booked. */
export const mutants: readonly Mutant[] = [
  ...licenceMutants,
  ...outcomeMutants,
  ...routeMutants,
  ...linkMutants,
  {
    noun: 'refunds',
    name: 'believes every cost',
    file: 'procedures/incidents.ts',
    from: 'cost > price * ODD_FACTOR',
    to: 'false',
  },
  {
    noun: 'contents',
    name: 'makes a content twice',
    file: begin,
    from: `maker === takeId ? { kind: 'ours' } : { kind: 'made', maker }`,
    to: `{ kind: 'ours' }`,
  },
  {
    noun: 'contents',
    name: 'shares what is not stored between keys',
    file: begin,
    from: `const { takeId, fingerprint, apiKeyName: scope = '' } = take;`,
    to: `const { takeId, fingerprint } = take; const scope = '';`,
  },
  {
    noun: 'contents',
    name: 'leaves followers waiting',
    file: contents,
    from: `yield* changeAll(ids, { follows: null })`,
    to: '',
  },
  {
    noun: 'contents',
    name: 'keeps the content of what was refused',
    file: contents,
    from: 'return freed.length > 0',
    to: 'return false',
  },
  {
    noun: 'contents',
    name: 'forgets a clip that is not the lost one',
    file: contents,
    from: 'if (!isSame(toClip(json), clip)) continue',
    to: '',
  },
  { noun: 'budgets', name: 'asks no budget', file: begin, from: 'if (obstacle !== null)', to: 'if (false)' },
  {
    noun: 'budgets',
    name: 'sets nothing aside',
    file: begin,
    from: 'yield* addToBudgets(ids, { reserved: priceMicros, spent: 0 })',
    to: '',
  },
  {
    noun: 'budgets',
    name: 'lets the last take be too dear',
    file: money,
    from: 'price > left',
    to: 'left <= 0',
  },
  {
    noun: 'budgets',
    name: 'sends unknown prices',
    file: money,
    from: 'if (price === undefined) {',
    to: 'if (false) {',
  },
  {
    noun: 'budgets',
    name: 'keeps the content of what is parked',
    file: begin,
    from: `  if (obstacle !== null) {\n    yield* freeContent(take);`,
    to: '  if (obstacle !== null) {',
  },
  {
    noun: 'budgets',
    name: 'begins a budget with nothing spent',
    file: 'procedures/budget-limits.ts',
    from: 'Number(sum?.spent)',
    to: '0',
  },
  {
    noun: 'budgets',
    name: 'promises the same money to all',
    file: 'procedures/budgets.ts',
    from: 'for (const budget of own) promise(',
    to: 'for (const budget of [] as typeof own) promise(',
  },
  {
    noun: 'days',
    name: 'books on the day of the answer',
    file: reservations,
    from: 'Number(attempt.reserved_on) : dayOf(now)',
    to: 'dayOf(now) : dayOf(now)',
  },
  {
    noun: 'drafts',
    name: 'publishes half a draft',
    file: drafts,
    from: 'if (counted?.takes !== row.takes)',
    to: 'if (false)',
  },
  {
    noun: 'drafts',
    name: 'publishes for who lost the key',
    file: drafts,
    from: 'if (kept && !(yield* finishKey(kept, id)))',
    to: 'if (kept && !(yield* finishKey(kept, id)) && false)',
  },
  {
    noun: 'drafts',
    name: 'answers whoever asks',
    file: 'procedures/idempotency.ts',
    from: ' and owner = ?',
    to: ' and ? is not null',
  },
  {
    noun: 'drafts',
    name: 'gives a busy key away',
    file: 'procedures/idempotency.ts',
    from: `if (known.owner !== owner && Number(known.busy_until) > now) return { verdict: 'busy' }`,
    to: '',
  },
  {
    noun: 'storyboards',
    name: 'removes what is open',
    file: 'procedures/storyboards.ts',
    from: `if (open) return { verdict: 'open' as const }`,
    to: '',
  },
  {
    noun: 'storyboards',
    name: 'brings back what was removed',
    file: outcomes,
    from: '!isRemoved &&',
    to: '',
  },
  {
    noun: 'bounds',
    name: 'tries equal answers for ever',
    file: outcomes,
    from: 'alike.count >= MOST_ALIKE',
    to: 'alike.count > Infinity',
  },
  {
    noun: 'bounds',
    name: 'takes trouble of the provider for an answer to the take',
    file: outcomes,
    from: ' || last.status >= 500',
    to: '',
  },
  {
    noun: 'bounds',
    name: 'pays again for what was refused for its content',
    file: endings,
    from: `failure.reason !== 'provider-failed' || `,
    to: '',
  },
  {
    noun: 'bounds',
    name: 'takes different answers for equal ones',
    file: outcomes,
    from: ' || status !== last.status',
    to: '',
  },
  ...refundMutants,
  {
    noun: 'lines',
    name: 'changes without a new version',
    file: 'procedures/move-take.ts',
    from: `, 'version = version + 1'].join`,
    to: '].join',
  },
];
