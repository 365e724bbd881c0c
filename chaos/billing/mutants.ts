import type { DriverKind } from '@cineflow/book';
import type { Patch } from '../harness/patch.ts';
import type { BillingPlan, StallPlace } from './billing-plan.ts';

const BEGIN = 'packages/book/src/procedures/begin.ts';
const SUBMIT = 'apps/worker/src/submit/submit-take.ts';
const RECONCILE = 'apps/worker/src/maintenance/reconcile-attempts.ts';
const CHECK = 'apps/worker/src/recovery/check-identity.ts';

/** Attempts of one generation never collide in the unique index. */
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
/** Takes in these states may begin, as if queued. */
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
 * Every mechanism against double payment and loss, each switched off, together with mechanisms that would hide its
 * absence.
 */
export const MUTANTS = {
  /** Takes past the queue may be sent again. */
  state: [...beginFrom('rendering', 'overdue', 'collecting'), NO_INDEX],
  /** An attempt with an unknown outcome does not block another one. */
  index: [...beginFrom('submitting', 'unconfirmed'), NO_INDEX],
  /** A newer version in Redis does not stop anything. */
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
  /** Permits of a lost Redis stay valid. */
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
  /** A worker that was frozen writes late. */
  fence: [
    NO_FENCE,
    {
      file: SUBMIT,
      find: 'mayWrite: () => obstacle === null && mayWrite(),',
      replace: 'mayWrite: () => true,',
    },
  ],
  /** No check of the attempt before the first byte. */
  'last-look': [
    { file: SUBMIT, find: 'obstacle === null && mayWrite()', replace: 'obstacle === null' },
    {
      file: SUBMIT,
      find: 'return (await context.book.takes.isOwnedBy({ takeId, attemptId }))',
      replace: 'return takeId !== attemptId',
    },
  ],
  /** Missing in the list once counts as never accepted. */
  settle: [
    {
      file: RECONCILE,
      find: 'settled: isSettled(evidence, { now: now + offsetMs, lastWrite, settleMs }),',
      replace: 'settled: lastWrite > 0,',
    },
  ],
  /** An operation of another take may be adopted. */
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
  /** Refunds of failed renders are ignored. */
  refund: [
    {
      file: 'packages/book/src/procedures/refunds.ts',
      find: '|| added <= 0) return 0;',
      replace: '|| added <= Infinity) return 0;',
    },
  ],
  /** A list without our own operations still counts as proof. */
  'list-evidence': [NO_EVIDENCE],
  /** A failed, cut or undated list counts as proof. */
  'list-whole': [
    NO_EVIDENCE,
    {
      file: RECONCILE,
      find: 'listed.complete && evidence.timesAgree,',
      replace: 'listed.operations !== null,',
    },
  ],
  /** Given-up takes may be paid again, like failed renders. */
  'give-up': [
    {
      file: 'packages/book/src/procedures/endings.ts',
      find: "if (failure.reason !== 'provider-failed' || take.isCancelAsked) return false;",
      replace: "if (failure.reason === 'content-policy' || take.isCancelAsked) return false;",
    },
  ],
  /** No timeout for silent connections. */
  silence: [
    {
      file: 'packages/queue/src/redis-options.ts',
      find: '      commandTimeout: WORKER_COMMAND_MS,\n      socketTimeout: WORKER_COMMAND_MS + 1_000,\n',
      replace: '',
    },
  ],
  /** No check that the book still has the attempts seen in it. */
  witness: [NO_WITNESS],
  /** Redis accepts a foreign book. */
  'book-id': [
    {
      file: CHECK,
      find: 'look.bookId !== null && look.bookId !== identity.bookId',
      replace: 'look.bookId === identity.redisEpoch.toString()',
    },
  ],
} as const satisfies Record<string, readonly Patch[]>;

export type MutantName = keyof typeof MUTANTS;

/** On PostgreSQL the licence is one statement; a mutant's run uses the original procedure. */
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

/** Places where an event loop may block for seconds. */
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

/** Places where a process stops with an open transaction. */
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
