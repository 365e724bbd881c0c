import type { Mutant } from './mutants.testsuite.ts';

const BEGIN = 'procedures/begin.ts';
const SCHEMA = 'schema/001-first.sql';

/** Each condition of the licence, each unique index, the epoch. */
export const licenceMutants: readonly Mutant[] = [
  {
    noun: 'licence',
    name: 'begins what is not queued',
    file: BEGIN,
    from: `take.state !== 'queued'`,
    to: 'false',
  },
  {
    noun: 'licence',
    name: 'begins what is paused',
    file: BEGIN,
    from: 'if (take.isPaused)',
    to: 'if (false)',
  },
  {
    noun: 'licence',
    name: 'takes every permit',
    file: BEGIN,
    from: 'args.epoch !== (yield* currentEpoch())',
    to: 'false',
  },
  {
    noun: 'licence',
    name: 'needs no permit',
    file: BEGIN,
    from: `if (args.epoch === null) return { verdict: 'no-permit'`,
    to: `if (false) return { verdict: 'no-permit'`,
  },
  {
    noun: 'licence',
    name: 'does not look whether it was rolled back',
    file: BEGIN,
    from: 'args.knownVersion > take.version',
    to: 'false',
  },
  {
    noun: 'licence',
    name: 'lets any holder repeat a begin',
    file: BEGIN,
    from: ' && take.attemptId === args.attemptId',
    to: '',
  },
  {
    noun: 'licence',
    name: 'lets nobody repeat a begin',
    file: BEGIN,
    from: `if (take.state === 'submitting' && take.attemptId === args.attemptId)`,
    to: 'if (false)',
  },
  {
    noun: 'licence',
    name: 'goes although the attempt was not written',
    file: BEGIN,
    from: 'return made.length > 0',
    to: 'return true',
  },
  {
    noun: 'licence',
    name: 'has no index of the licence',
    file: SCHEMA,
    from: 'create unique index attempts_licence on attempts (take_id, generation)',
    to: 'create index attempts_licence on attempts (take_id, generation)',
  },
  {
    noun: 'licence',
    name: 'has one licence per take for ever',
    file: SCHEMA,
    from: 'attempts_licence on attempts (take_id, generation)',
    to: 'attempts_licence on attempts (take_id)',
  },
  {
    noun: 'licence',
    name: 'does not forget a released attempt',
    file: SCHEMA,
    from: 'attempts_licence on attempts (take_id, generation) where released_at is null',
    to: 'attempts_licence on attempts (take_id, generation)',
  },
  {
    noun: 'licence',
    name: 'lets ids of attempts be used twice',
    file: SCHEMA,
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
    file: BEGIN,
    from: ` and t.state = 'submitting'`,
    to: '',
  },
];
