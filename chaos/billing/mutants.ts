import type { Patch } from '../harness/patch.ts';

/** The mechanisms that keep a take from being paid twice or lost, each switched off. */
export const MUTANTS = {
  /** An attempt somebody has begun does not keep others from sending. */
  intent: [
    {
      file: 'packages/ledger/src/lua/begin-attempt.lua',
      find: "if state ~= 'queued' then",
      replace: "if state ~= 'queued' and state ~= 'submitting' then",
    },
  ],
  /** A worker that was frozen writes however late it is. */
  fence: [
    {
      file: 'packages/http/src/fence-socket.ts',
      find: 'return this.#mayWrite();',
      replace: 'return true;',
    },
  ],
  /** What the list does not show at once counts as never accepted. */
  settle: [
    {
      file: 'apps/worker/src/upkeep/reconcile-takes.ts',
      find: 'settled: now - lastWrite >= context.settings.submit.settleMs,',
      replace: 'settled: lastWrite > 0,',
    },
  ],
  /** An operation that another take owns may be adopted once more. */
  'list-exclusion': [
    {
      file: 'packages/ledger/src/lane-reads.ts',
      find: 'return new Set(operationIds.filter((_, index) => owners[index] !== null));',
      replace: 'return new Set(owners.length < 0 ? operationIds : []);',
    },
    {
      file: 'packages/ledger/src/lua/record-accepted.lua',
      find: 'if bound_to then return',
      replace: 'if bound_to == false and take == nil then return',
    },
  ],
  /** Nothing is written beside Redis. */
  journal: [
    {
      file: 'packages/ledger/src/journal/open-journal.ts',
      find: 'this.#waiting.push({ line: toLine(entry), settle });',
      replace: 'if (this.path) return Promise.resolve();',
    },
  ],
} as const satisfies Record<string, readonly Patch[]>;

export type MutantName = keyof typeof MUTANTS;

/** The event loop may stand still when the connection is made and nothing is written yet: the worst moment there is. */
export const STALL_PATCH: Patch = {
  file: 'packages/http/src/post-once.ts',
  find: '      fenceSocket(socket, fence);',
  replace: '      chaos.stall(); fenceSocket(socket, fence);',
};
