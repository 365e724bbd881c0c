import type { Patch } from '../harness/patch.ts';

/**
 * Where a worker dies, in the order of the way of a create. The numbers are those of the fault catalogue. Not here: 3 (here
 * the ledger knows of an attempt before the journal does: 2), 18 (there are no webhooks), 19 and 20 (the S3
 * store's own tests), 21 and 22 (the permit ends and the budget is settled in the very scripts of 11 and 8).
 */
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
  'CP10 after the provider was asked, before its answer is understood': crash(
    'packages/providers/src/sora-hk/poll.ts',
    'return classifyPoll(exchange, account.secrets);',
  ),
  'CP11 after the render is seen, before it is written down': crash(
    'apps/worker/src/steps/poll-operation.ts',
    "if (outcome.kind === 'completed') return recordRendered(task, outcome);",
  ),
  'CP12 in the middle of a download': crash(
    'packages/storage/src/clips/write-body.ts',
    'guard.count(bytes.length);',
  ),
  'CP13 after the last byte, before the disk has it': crash(
    'packages/storage/src/clips/verify-part.ts',
    'await part.handle.sync();',
  ),
  'CP14 after the bytes are proved, before the film has its name': crash(
    'packages/storage/src/objects/disk/name-file.ts',
    'await link(from, to);',
  ),
  'CP15 after the film has its name, before the folder is on the disk': crash(
    'packages/storage/src/objects/disk/name-file.ts',
    'await syncDirectory(place.directory);',
  ),
  'CP16 after the film is stored, before the ledger knows': crash(
    'apps/worker/src/steps/collect-film.ts',
    'const detail = { detail: film.key,',
  ),
  'CP17 after the ledger knows the film, before the job is over': crash(
    'apps/worker/src/steps/collect-film.ts',
    'const warning = durationWarning(',
  ),
} as const satisfies Record<string, Patch>;

/** Where an API dies on the way of an order that carries an Idempotency-Key. */
export const API_CRASH_POINTS = {
  'after the key is taken, before anything is written': crash(
    'apps/api/src/storyboards/accept-storyboard.ts',
    "await journal.append({ kind: 'storyboard',",
  ),
  'after the journal has the storyboard, before the ledger does': crash(
    'apps/api/src/storyboards/accept-storyboard.ts',
    'await ledger.writeDraft(storyboard);',
  ),
  'after the draft is written, before anybody may see it': crash(
    'apps/api/src/storyboards/accept-storyboard.ts',
    'const admission = await ledger.publishDraft(',
  ),
  'after it is published, before the journal knows that': crash(
    'apps/api/src/storyboards/accept-storyboard.ts',
    "if (!admission.superseded) await journal.append({ kind: 'published', id });",
  ),
  'after everything is kept, before the client is told': crash(
    'apps/api/src/storyboards/accept-storyboard.ts',
    'if (admission.superseded) throw keyInProgress();',
  ),
} as const satisfies Record<string, Patch>;

function crash(file: string, find: string): Patch {
  return { file, find, replace: `globalThis.chaos.crash(${JSON.stringify(file)}, 1); ${find}` };
}
