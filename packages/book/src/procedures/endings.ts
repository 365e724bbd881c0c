import type { Clip } from '@cineflow/contracts';
import type { Detail, EndArgs } from '../calls.ts';
import { clipWarnings, type ClipOutput, type LineTake } from '@cineflow/core';
import type { TakeRecord } from '../records.ts';
import { all, one, type Moment, type Row, type Steps } from '../sql/procedure.ts';
import { failFollowers, freeFollowers, giveUpContent, keepContent } from './contents.ts';
import { change, lockTake, moveTake } from './move-take.ts';
import { requeue } from './outcomes.ts';
import { isReserved, lockAttempt, openReserved, settle } from './reservations.ts';
import { FORGOTTEN } from './retry.ts';
import { giveBack } from './refunds.ts';
import { moved } from './rows.ts';

/** Ends a take for good, and the takes that wait for its clip. Paying for the same content again needs a new order. */
export function* end(
  args: EndArgs,
  { now }: Moment,
): Steps<{ verdict: 'failed' | 'stale'; moved: LineTake[] }> {
  const take = yield* lockTake(args.takeId);
  if (take === null) return { verdict: 'stale', moved: [] };
  const isOther =
    (args.attemptId !== undefined && take.attemptId !== args.attemptId) ||
    (args.operationId !== undefined && take.operationId !== args.operationId);
  // A failed operation ends its own attempt. A later open attempt keeps its reservation.
  const attempt = isOther || args.event === 'fail' ? null : yield* lockAttempt(take.takeId, take.attemptId);
  const changes = { failure: JSON.stringify(args.failure), follows: null };
  const isMoved =
    !isOther && (yield* moveTake(take, { event: args.event, now, detail: args.detail, changes }));
  yield* giveBackFor(take, args, now);
  if (!isMoved) return yield* releaseOvertaken(args, now);
  if (args.event === 'fail') yield* endOperation(take, now);
  yield* endAttempt(take, { attempt, isGivenUp: args.failure.reason === 'gave-up', now });
  const isMaker = yield* giveUpContent(take);
  if (yield* isPaidAgain(take, args)) {
    const failed = { ...take, state: 'failed' as const };
    const detail = { detail: `render ${take.bought} failed, another one is allowed` };
    yield* moveTake(failed, {
      event: 'retry',
      now,
      detail,
      changes: { ...FORGOTTEN, generation: take.generation + 1 },
    });
    const freed = isMaker ? yield* freeFollowers([take.takeId], now) : [];
    return { verdict: 'failed', moved: yield* moved([take.takeId, ...freed]) };
  }
  // Giving up is no verdict on the content: equal takes are made on their own.
  const isGivenUp = args.failure.reason === 'gave-up';
  const share = isGivenUp ? freeFollowers([take.takeId], now) : failFollowers(take.takeId, args.failure, now);
  // Also takes that start from its last frame wait for it.
  const followers = isMaker ? yield* share : yield* freeFollowers([take.takeId], now);
  return { verdict: 'failed', moved: yield* moved([take.takeId, ...followers]) };
}

/** A refund is a fact, even if the failure was already known. */
function* giveBackFor(take: TakeRecord, args: EndArgs, now: number): Steps<void> {
  const { operationId, refundMicros } = args;
  if (operationId === undefined || refundMicros === undefined) return;
  yield* giveBack(take, { providerId: take.providerId, operationId, refundMicros, now });
}

/** The refused attempt was overtaken by a late fact: release its reservation. */
function* releaseOvertaken(args: EndArgs, now: number): Steps<{ verdict: 'stale'; moved: LineTake[] }> {
  const { takeId, attemptId, detail } = args;
  const isRefused = args.event === 'refuse' && args.failure.reason !== 'gave-up';
  if (isRefused && attemptId !== undefined)
    yield* requeue({ takeId, attemptId, by: 'holder', detail }, { now });
  return { verdict: 'stale', moved: yield* moved([takeId]) };
}

/** A refusal proves that nothing was bought. A given-up attempt may have been bought, so its price counts as spent. */
function* endAttempt(
  take: TakeRecord,
  { attempt, isGivenUp, now }: { attempt: Row | null; isGivenUp: boolean; now: number },
): Steps<void> {
  if (!isReserved(attempt)) return;
  const cost = isGivenUp ? Number(attempt.reserved_micros) : 0;
  const added = yield* settle(take, attempt, cost, now);
  const column = isGivenUp ? 'ended_at' : 'released_at';
  yield* all(`update attempts set ${column} = ? where id = ?`, now, String(attempt.id));
  yield* change(take.takeId, {
    spent_micros: take.spentMicros + added,
    reserved_micros: yield* openReserved(take.takeId),
  });
}

/** The operation ended at the provider, and so did the attempt that created it. */
function* endOperation({ providerId, operationId }: TakeRecord, now: number): Steps<void> {
  yield* all(
    `update attempts set ended_at = ? where id = (
       select attempt_id from operations where provider_id = ? and operation_id = ?)`,
    now,
    providerId,
    operationId ?? '',
  );
}

/** Whether the order allows another purchase. Purchases count, not retries. */
function* isPaidAgain(take: TakeRecord, { failure }: EndArgs): Steps<boolean> {
  if (failure.reason !== 'provider-failed' || take.isCancelAsked) return false;
  const row = yield* one(`select retry_failed from storyboards where id = ?`, take.storyboardId);
  return take.bought <= Number(row?.retry_failed ?? 0);
}

/** The render passed its limit; polls continue less and less often. */
export function* markOverdue({ takeId }: { takeId: string }, { now }: Moment): Steps<{ moved: LineTake[] }> {
  const take = yield* lockTake(takeId);
  if (take === null || !(yield* moveTake(take, { event: 'mark-overdue', now }))) return { moved: [] };
  return { moved: yield* moved([takeId]) };
}

/** The operation is done at the provider: its permit is free, whatever the download does. */
export function* render(
  args: { takeId: string; operationId: string; output: ClipOutput | null; detail: Detail },
  { now }: Moment,
): Steps<{ verdict: 'collecting' | 'stale'; moved: LineTake[]; renderMs?: number }> {
  const take = yield* lockTake(args.takeId);
  const changes = { rendered_at: now, link: args.output && JSON.stringify(args.output) };
  const isMoved =
    take?.operationId === args.operationId &&
    (yield* moveTake(take, { event: 'render', now, detail: args.detail, changes }));
  if (!isMoved || !take) return { verdict: 'stale', moved: take ? yield* moved([args.takeId]) : [] };
  yield* endOperation(take, now);
  const renderMs = Math.max(0, now - (take.submittedAt ?? now));
  return { verdict: 'collecting', renderMs, moved: yield* moved([args.takeId]) };
}

interface Kept {
  takeId: string;
  clip: Clip;
  detail: Detail;
}

function differs({ request }: TakeRecord, clip: Clip): number {
  return clipWarnings(request, clip).length > 0 ? 1 : 0;
}

/** Stores the clip of a take and wakes equal takes that waited for it. */
export function* store({ takeId, clip, detail }: Kept, { now }: Moment) {
  const take = yield* lockTake(takeId);
  const changes = { clip: JSON.stringify(clip), link: null, differs: take && differs(take, clip) };
  const isMoved = take !== null && (yield* moveTake(take, { event: 'store', now, detail, changes }));
  if (!isMoved) return { verdict: 'stale' as const, moved: take ? yield* moved([takeId]) : [] };
  const makers = yield* all(
    `select maker from contents where scope = ? and fingerprint = ?`,
    take.apiKeyName ?? '',
    take.fingerprint,
  );
  yield* keepContent(take, clip);
  const awaited = new Set([takeId, ...makers.map((row) => String(row.maker))]);
  const freed = yield* freeFollowers([...awaited], now);
  return { verdict: 'stored' as const, moved: yield* moved([takeId, ...freed]) };
}

/** Gives the take the clip of an equal one, for free. */
export function* reuse({ takeId, clip, detail }: Kept, { now }: Moment) {
  const take = yield* lockTake(takeId);
  const changes = { clip: JSON.stringify(clip), follows: null, differs: take && differs(take, clip) };
  const isMoved = take !== null && (yield* moveTake(take, { event: 'reuse', now, detail, changes }));
  const verdict = isMoved ? ('stored' as const) : ('stale' as const);
  const freed = isMoved ? yield* freeFollowers([takeId], now) : [];
  return { verdict, moved: take ? yield* moved([takeId, ...freed]) : [] };
}
