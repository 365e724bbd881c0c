import type { Patch } from '../harness/patch.ts';

const SUBMIT = 'apps/worker/src/submit/submit-take.ts';
const ADVANCE = 'apps/worker/src/submit/advance-take.ts';
const POLL = 'apps/worker/src/poll/poll-operation.ts';
const COLLECT = 'apps/worker/src/collect/collect-clip.ts';

/** Takes of the order during which a worker dies. */
export const CRASH_SHOTS = 3;

/** Where a worker dies, along the path of a create. */
export const CRASH_POINTS = {
  'CP1 after it took the job, before it asks the book': crash(
    ADVANCE,
    'const begun = await begin(context, mayWrite, {',
  ),
  'CP2 in the transaction of the licence, before its commit': crash(
    'packages/book/src/procedures/begin.ts',
    'yield* addToBudgets(ids, { reserved: priceMicros, spent: 0 });',
  ),
  'CP3 after the licence, before anything is sent or told': crash(
    ADVANCE,
    'const { number, now, request, model, moved } = begun;',
  ),
  'CP4 after Redis was told of the licence, before the last look': crash(
    SUBMIT,
    'return (await context.book.takes.isOwnedBy({ takeId, attemptId }))',
  ),
  'CP5 after the last look, before the first byte': crash(
    'packages/http/src/fence-socket.ts',
    'return this.#mayWrite();',
  ),
  'CP6 after the last byte, before the answer': crash(
    'packages/http/src/run-exchange.ts',
    'const status = response.statusCode ?? 0;',
  ),
  'CP7 after the answer, before the book knows the operation': crash(
    SUBMIT,
    'const reply = await reportOutcome(attempt, () => context.book.takes.accept(fact), entry);',
  ),
  'CP8 after the journal knows every operation, before the book knows the last': {
    file: 'apps/worker/src/submit/report-outcome.ts',
    find: 'return await recordWhenSlow(report(), record);',
    replace: `await record(); globalThis.chaos.crash('recorded', ${CRASH_SHOTS}); return await recordWhenSlow(report(), record);`,
  },
  'CP9 in the transaction that writes the operation down, before its commit': crash(
    'packages/book/src/procedures/outcomes.ts',
    'yield* claimContent(take);',
  ),
  'CP10 after the book knows the operation, before Redis does': crash(
    SUBMIT,
    "if (reply.verdict === 'bound') {",
  ),
  'CP11 after the provider was asked, before its answer is understood': crash(
    'packages/providers/src/sora-hk/poll.ts',
    'return classifyPoll(exchange, account.secrets);',
  ),
  'CP12 after the render is seen, before the book knows': crash(
    POLL,
    "if (outcome.kind === 'completed') return recordRendered(task, outcome);",
  ),
  'CP13 after the book knows the render, before Redis does': crash(
    POLL,
    'await context.followUp(account.provider.id, { moved, ...(isLearned ? { renderMs } : {}) });',
  ),
  'CP14 in the middle of a download': crash(
    'packages/storage/src/clips/write-body.ts',
    'guard.count(bytes.length);',
  ),
  'CP15 after the last byte, before the disk has it': crash(
    'packages/storage/src/clips/verify-part.ts',
    'await part.handle.sync();',
  ),
  'CP16 after the bytes are proved, before the clip has its name': crash(
    'packages/storage/src/objects/disk/name-file.ts',
    'await link(from, to);',
  ),
  'CP17 after the clip has its name, before the folder is on the disk': crash(
    'packages/storage/src/objects/disk/name-file.ts',
    'await syncDirectory(place.directory);',
  ),
  'CP18 after the clip is stored, before the book knows': crash(
    COLLECT,
    'const detail = { detail: clip.key,',
  ),
  'CP19 after the book knows the clip, before Redis does': crash(
    COLLECT,
    'await context.followUp(account.provider.id, { moved });',
  ),
  'CP20 after everything is told, before the job is over': crash(
    COLLECT,
    'for (const warning of clipWarnings(',
  ),
} as const satisfies Record<string, Patch>;

const ACCEPT = 'apps/api/src/storyboards/accept-storyboard.ts';
const BOOK = 'packages/book/src/in-parts.ts';

/** Where an API dies during an order with an Idempotency-Key. */
export const API_CRASH_POINTS = {
  'after the key is taken, before anything is written': crash(
    ACCEPT,
    'const kept = claim && { claim, answer: accepted };',
  ),
  'in the transaction that keeps it': crash(
    'packages/book/src/procedures/accept-storyboard.ts',
    'yield* all(`update storyboards set is_draft = 0 where id = ?`, id);',
  ),
  'after the book keeps it, before the client or Redis are told': crash(
    ACCEPT,
    "if (verdict === 'superseded') throw keyInProgress();",
  ),
} as const satisfies Record<string, Patch>;

/** Where an API dies during a large order, which is written as a draft. */
export const DRAFT_CRASH_POINTS = {
  'between two parts of the draft': {
    file: BOOK,
    find: "await driver.write('storyboards.addTakes',",
    replace: "if (start > 0) globalThis.chaos.crash('draft', 1); await driver.write('storyboards.addTakes',",
  },
  'after the whole draft, before it is published': crash(
    BOOK,
    "return (await driver.write('storyboards.publish',",
  ),
} as const satisfies Record<string, Patch>;

/** Dies around the answer, before Redis is updated. */
export const BEFORE_REDIS: Patch = crash(
  'apps/api/src/storyboards/announce-storyboard.ts',
  'const until = performance.now() + LIMIT_MS;',
);

function crash(file: string, find: string): Patch {
  return { file, find, replace: `globalThis.chaos.crash(${JSON.stringify(file)}, 1); ${find}` };
}
