import type { Patch } from '../harness/patch.ts';

/** Where a worker dies, in the order of the way of a create. The numbers are those of the fault catalogue. */
export const CRASH_POINTS = {
  'CP1 after it took the job, before it asks the ledger': crash(
    'apps/worker/src/steps/advance-take.ts',
    'const begun = await account.ledger.begin(attempt);',
  ),
  'CP2 after the permit and the attempt are its own, before the journal knows': crash(
    'apps/worker/src/steps/arm-attempt.ts',
    'const { context, account, take, holder, number, begunAt } = attempt;',
  ),
  'CP4 after the intent is written, before the last look at the ledger': crash(
    'apps/worker/src/steps/arm-attempt.ts',
    'return (await account.ledger.holds({ take, holder }))',
  ),
  'CP5 after the intent is proved, before the first byte': crash(
    'packages/http/src/fence-socket.ts',
    'return this.#mayWrite();',
  ),
  'CP6 after the last byte, before the answer': crash(
    'packages/http/src/run-exchange.ts',
    'const status = response.statusCode ?? 0;',
  ),
  'CP7 after the answer, before the journal knows the operation': crash(
    'apps/worker/src/steps/note-outcome.ts',
    "if (outcome.kind === 'unconfirmed') return;",
  ),
  'CP8 after the journal knows the operation, before the ledger does': crash(
    'apps/worker/src/steps/note-outcome.ts',
    'const deadline = performance.now() + REBUILD_MAX_MS;',
  ),
  'CP9 after the ledger knows the operation, before anybody polls for it': crash(
    'apps/worker/src/steps/submit-take.ts',
    "if (reply.verdict === 'bound') {",
  ),
  'CP11 after the render is seen, before it is written down': crash(
    'apps/worker/src/steps/poll-operation.ts',
    "if (outcome.kind === 'completed') return recordRendered(task, outcome);",
  ),
  'CP16 after the film is stored, before the ledger knows': crash(
    'apps/worker/src/steps/collect-film.ts',
    'const detail = { detail: film.key,',
  ),
} as const satisfies Record<string, Patch>;

function crash(file: string, find: string): Patch {
  return { file, find, replace: `globalThis.chaos.crash(${JSON.stringify(file)}, 1); ${find}` };
}
