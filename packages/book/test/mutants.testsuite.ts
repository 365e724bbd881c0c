import { refundMutants } from './refund-mutants.ts';

/** One fault put into the procedures or the schema on purpose, and the part of the suite that must notice it. */
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
    | 'lines';
}

const begin = 'procedures/begin.ts';
const outcomes = 'procedures/outcomes.ts';
const reservations = 'procedures/reservations.ts';
const endings = 'procedures/endings.ts';
const contents = 'procedures/contents.ts';
const money = 'procedures/money.ts';
const schema = 'schema/001-first.sql';
const drafts = 'procedures/accept-storyboard.ts';

/** Each condition of the licence, each unique index, the epoch, and what is booked. */
export const mutants: readonly Mutant[] = [
  {
    noun: 'licence',
    name: 'begins what is not queued',
    file: begin,
    from: `take.state !== 'queued'`,
    to: 'false',
  },
  {
    noun: 'licence',
    name: 'begins what is paused',
    file: begin,
    from: 'if (take.isPaused)',
    to: 'if (false)',
  },
  {
    noun: 'licence',
    name: 'takes every permit',
    file: begin,
    from: 'args.epoch !== (yield* currentEpoch())',
    to: 'false',
  },
  {
    noun: 'licence',
    name: 'needs no permit',
    file: begin,
    from: `if (args.epoch === null) return { verdict: 'no-permit'`,
    to: `if (false) return { verdict: 'no-permit'`,
  },
  {
    noun: 'licence',
    name: 'does not look whether it was rolled back',
    file: begin,
    from: 'args.knownVersion > take.version',
    to: 'false',
  },
  {
    noun: 'licence',
    name: 'lets any holder repeat a begin',
    file: begin,
    from: ' && take.attemptId === args.attemptId',
    to: '',
  },
  {
    noun: 'licence',
    name: 'lets nobody repeat a begin',
    file: begin,
    from: `if (take.state === 'submitting' && take.attemptId === args.attemptId)`,
    to: 'if (false)',
  },
  {
    noun: 'licence',
    name: 'goes although the attempt was not written',
    file: begin,
    from: 'return made.length > 0',
    to: 'return true',
  },
  {
    noun: 'licence',
    name: 'has no index of the licence',
    file: schema,
    from: 'create unique index attempts_licence on attempts (take_id, generation)',
    to: 'create index attempts_licence on attempts (take_id, generation)',
  },
  {
    noun: 'licence',
    name: 'has one licence per take for ever',
    file: schema,
    from: 'attempts_licence on attempts (take_id, generation)',
    to: 'attempts_licence on attempts (take_id)',
  },
  {
    noun: 'licence',
    name: 'does not forget a released attempt',
    file: schema,
    from: 'attempts_licence on attempts (take_id, generation) where released_at is null',
    to: 'attempts_licence on attempts (take_id, generation)',
  },
  {
    noun: 'licence',
    name: 'lets ids of attempts be used twice',
    file: schema,
    from: '  -- Made before the call that begins it: who repeats the call gets the same attempt.\n  id text primary key',
    to: '  id text',
  },
  {
    noun: 'licence',
    name: 'does not raise the epoch',
    file: 'procedures/identity.ts',
    from: 'const epoch = Number(row?.value ?? 0) + 1',
    to: 'const epoch = Number(row?.value ?? 0)',
  },
  {
    noun: 'licence',
    name: 'lets an overtaken attempt send',
    file: begin,
    from: ` and t.state = 'submitting'`,
    to: '',
  },
  {
    noun: 'outcomes',
    name: 'takes the operation of another take for its own',
    file: outcomes,
    from: 'return text(known?.take_id)',
    to: 'return take.takeId',
  },
  {
    noun: 'outcomes',
    name: 'books what was given up once more',
    file: reservations,
    from: 'const booked = isGivenUp(attempt) ? Number(attempt.reserved_micros) : 0',
    to: 'const booked = 0',
  },
  {
    noun: 'outcomes',
    name: 'gives up for nothing',
    file: endings,
    from: 'const cost = isGivenUp ? Number(attempt.reserved_micros) : 0',
    to: 'const cost = 0',
  },
  {
    noun: 'outcomes',
    name: 'does not look for what was given up',
    file: reservations,
    from: 'return givenUp ?? last',
    to: 'return last',
  },
  {
    noun: 'outcomes',
    name: 'keeps set aside what was settled',
    file: reservations,
    from: 'const reserved = isOpen ? -Number(attempt.reserved_micros) : 0',
    to: 'const reserved = 0',
  },
  {
    noun: 'refunds',
    name: 'believes every cost',
    file: 'procedures/incidents.ts',
    from: 'cost > price * ODD_FACTOR',
    to: 'false',
  },
  {
    noun: 'outcomes',
    name: 'requeues without a proof',
    file: outcomes,
    from: `args.by === 'proof' && isCurrent`,
    to: 'false',
  },
  {
    noun: 'outcomes',
    name: 'sends again what was cancelled',
    file: outcomes,
    from: 'if (take.isCancelAsked)',
    to: 'if (false)',
  },
  {
    noun: 'outcomes',
    name: 'counts retries, not purchases',
    file: endings,
    from: 'take.bought <= Number',
    to: 'take.generation - 1 <= Number',
  },
  {
    noun: 'outcomes',
    name: 'pays again what was cancelled',
    file: endings,
    from: ' || take.isCancelAsked) return false',
    to: ') return false',
  },
  {
    noun: 'outcomes',
    name: 'ends a take for another attempt',
    file: endings,
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
    name: 'removes what is about to be queued once more',
    file: 'procedures/storyboards.ts',
    from: `if (yield* hasRetries(id)) return { verdict: 'open' as const }`,
    to: '',
  },
  {
    noun: 'attempts',
    name: 'releases twice',
    file: outcomes,
    from: '!attempt || !isReserved(attempt)',
    to: '!attempt',
  },
  {
    noun: 'attempts',
    name: 'forgets the price of a stray attempt',
    file: outcomes,
    from: 'reserved_micros: yield* openReserved(takeId)',
    to: 'reserved_micros: null',
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
