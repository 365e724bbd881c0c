import type { DriverKind } from '@cineflow/book';
import type { Patch } from '../harness/patch.ts';
import type { BillingPlan, StallPlace } from './billing-plan.ts';

const BEGIN = 'packages/book/src/procedures/begin.ts';
const SUBMIT = 'apps/worker/src/submit/submit-take.ts';
const RECONCILE = 'apps/worker/src/maintenance/reconcile-attempts.ts';
const CHECK = 'apps/worker/src/recovery/check-identity.ts';

/** No two attempts of a generation look alike to the unique index. */
const NO_INDEX: Patch = {
  file: BEGIN,
  find: '    take.generation,\n    take.attempts + 1,',
  replace: '    take.generation + 1000 * take.attempts,\n    take.attempts + 1,',
};
const NO_FENCE: Patch = {
  file: 'packages/http/src/fence-socket.ts',
  find: 'return this.#mayWrite();',
  replace: 'return true;',
};
const NO_WITNESS: Patch = {
  file: CHECK,
  find: 'if (missing.length === 0) return null;',
  replace: 'if (missing.length >= 0) return null;',
};
const NO_EVIDENCE: Patch = {
  file: 'packages/core/src/judge-list.ts',
  find: 'lagMs = Math.max(lagMs, askedAt - acceptedAt);',
  replace: 'lagMs = Math.min(lagMs, askedAt - acceptedAt);',
};
/** Takes in these states may begin too, as if they were queued. */
const beginFrom = (...states: readonly string[]): Patch[] => [
  {
    file: BEGIN,
    find: "  if (take.state !== 'queued') {",
    replace: `  if (!${JSON.stringify(['queued', ...states])}.includes(take.state)) {`,
  },
  {
    file: 'packages/book/src/procedures/move-take.ts',
    find: 'const to = nextState(take.state, event);',
    replace: "const to = event === 'begin' ? 'submitting' : nextState(take.state, event);",
  },
];

/**
 * The mechanisms that keep a take from being paid twice or lost, each switched off. What would cover for it in the
 * faults of a run is off with it, else the run could not tell.
 */
export const MUTANTS = {
  /** That a take is past the queue does not keep it from being sent. */
  state: [...beginFrom('rendering', 'overdue', 'collecting'), NO_INDEX],
  /** An attempt that may have been accepted does not keep its take from another one. */
  index: [...beginFrom('submitting', 'unconfirmed'), NO_INDEX],
  /** That Redis knows more of a take than the book is no reason to stop. */
  version: [
    {
      file: BEGIN,
      find: 'args.knownVersion > take.version)',
      replace: 'args.knownVersion > take.version + 1_000_000)',
    },
    {
      file: 'apps/worker/src/maintenance/converge.ts',
      find: 'if (newer.length > 0) await confirmNewer',
      replace: 'if (newer.length > 1_000_000) await confirmNewer',
    },
    NO_WITNESS,
  ],
  /** A permit of a Redis that was left behind is as good as one of the Redis of now. */
  epoch: [
    {
      file: BEGIN,
      find: 'args.epoch !== (yield* currentEpoch())',
      replace: '(yield* currentEpoch()) < 0',
    },
    {
      file: 'apps/worker/src/recovery/recovery-guard.ts',
      find: 'look.number === identity.redisEpoch',
      replace: 'look.number <= identity.redisEpoch',
    },
  ],
  /** A worker that was frozen writes however late it is. */
  fence: [
    NO_FENCE,
    {
      file: SUBMIT,
      find: 'mayWrite: () => obstacle === null && mayWrite(),',
      replace: 'mayWrite: () => true,',
    },
  ],
  /** Nobody looks whether the attempt is still the one before it is sent. */
  'last-look': [
    { file: SUBMIT, find: 'obstacle === null && mayWrite()', replace: 'obstacle === null' },
    {
      file: SUBMIT,
      find: 'return (await context.book.takes.isOwnedBy({ takeId, attemptId }))',
      replace: 'return takeId !== attemptId',
    },
  ],
  /** What the list does not show at once counts as never accepted. */
  settle: [
    {
      file: RECONCILE,
      find: 'settled: now - lastWrite >= settleTime(context.settings.submit.settleMs, lagMs),',
      replace: 'settled: lastWrite > 0,',
    },
  ],
  /** An operation that another take owns may be adopted once more. */
  'list-exclusion': [
    {
      file: RECONCILE,
      find: 'await context.book.operations.bound({ providerId: provider.id, operationIds })',
      replace: 'operationIds.slice(0, 0)',
    },
    {
      file: 'packages/book/src/procedures/outcomes.ts',
      find: 'if (bound !== null) {',
      replace: 'if (bound === takeId) {',
    },
  ],
  /** What a provider gives back for a failed render stays spent. */
  refund: [
    {
      file: 'packages/book/src/procedures/refunds.ts',
      find: '|| added <= 0) return 0;',
      replace: '|| added <= Infinity) return 0;',
    },
  ],
  /** A list that lacks our own operations is proof of what it lacks all the same. */
  'list-evidence': [NO_EVIDENCE],
  /** A list that failed, was cut, or tells no times is proof. */
  'list-whole': [
    NO_EVIDENCE,
    {
      file: RECONCILE,
      find: 'listed.complete && evidence.timesAgree,',
      replace: 'listed.operations !== null,',
    },
  ],
  /** What a person gave up is paid again, as a failed render may be. */
  'give-up': [
    {
      file: 'packages/book/src/procedures/endings.ts',
      find: "if (failure.reason !== 'provider-failed' || take.isCancelAsked) return false;",
      replace: "if (failure.reason === 'content-policy' || take.isCancelAsked) return false;",
    },
  ],
  /** A connection that says nothing more is waited for. */
  silence: [
    {
      file: 'packages/queue/src/redis-options.ts',
      find: '      commandTimeout: WORKER_COMMAND_MS,\n      socketTimeout: WORKER_COMMAND_MS + 1_000,\n',
      replace: '',
    },
  ],
  /** Nobody asks whether the book still has the attempts that were seen in it. */
  witness: [NO_WITNESS],
  /** A book Redis does not belong to is as good as its own. */
  'book-id': [
    {
      file: CHECK,
      find: 'look.bookId !== null && look.bookId !== identity.bookId',
      replace: 'look.bookId === identity.redisEpoch.toString()',
    },
  ],
} as const satisfies Record<string, readonly Patch[]>;

export type MutantName = keyof typeof MUTANTS;

/** On PostgreSQL the licence is one statement; a mutant's run uses the procedure it was made from. */
export const NO_NATIVES: Patch = {
  file: 'packages/book/src/postgres/open-postgres.ts',
  find: 'options.natives ?? (options.registry === undefined ? natives : {})',
  replace: 'options.natives ?? (options.registry === undefined ? {} : natives)',
};

/** The patches of a run. */
export function mutantPatches({ mutant, book }: Pick<BillingPlan, 'mutant' | 'book'>): readonly Patch[] {
  if (mutant === null) return [];
  return book === 'postgres' ? [NO_NATIVES, ...MUTANTS[mutant]] : MUTANTS[mutant];
}

/** Where an event loop may stand still for seconds. */
export const STALLS: Readonly<Record<StallPlace, Patch>> = {
  connected: {
    file: 'packages/http/src/post-once.ts',
    find: '      fenceSocket(socket, fence);',
    replace: '      chaos.stall(); fenceSocket(socket, fence);',
  },
  licensed: {
    file: 'apps/worker/src/submit/advance-take.ts',
    find: 'const { number, now, request, model, moved } = begun;',
    replace: 'chaos.stall(); const { number, now, request, model, moved } = begun;',
  },
};

/** Where a process can be stopped while it holds a transaction open. */
export const STOP_PATCHES: Readonly<Record<DriverKind, readonly Patch[]>> = {
  sqlite: [
    {
      file: 'packages/book/src/sqlite/run-group.ts',
      find: '    isCommit = true;',
      replace: '    if (connection.isWriter) globalThis.chaos.inTransaction(); isCommit = true;',
    },
  ],
  postgres: [
    {
      file: 'packages/book/src/postgres/transaction.ts',
      find: "if (!writes) await this.query(client, 'commit');",
      replace:
        "if (writes) globalThis.chaos.inTransaction(); if (!writes) await this.query(client, 'commit');",
    },
  ],
};
