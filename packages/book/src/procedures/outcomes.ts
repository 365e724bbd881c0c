import type { AcceptArgs, Accepted, RequeueArgs, UnconfirmedArgs } from '../book.ts';
import { toCents, type LineTake } from '@cineflow/core';
import type { TakeRecord } from '../records.ts';
import { all, lock, one, type Moment, type Row, type Steps } from '../sql/procedure.ts';
import { claimContent, freeFollowers, giveUpContent } from './contents.ts';
import { addIncident, isOdd } from './incidents.ts';
import { addToBudgets, budgetIdsOf, dayOf } from './money.ts';
import { addEvent, change, lockTake, moveTake } from './move-take.ts';
import { moved, text } from './rows.ts';

/** An attempt, locked; null where there is none of this id for this take. */
export function* lockAttempt(takeId: string, attemptId: string | undefined): Steps<Row | null> {
  if (attemptId === undefined) return null;
  const [row] = yield* lock(
    'a',
    `select a.* from attempts a where a.id = ? and a.take_id = ?`,
    attemptId,
    takeId,
  );
  return row ?? null;
}

/** True while the price of an attempt is set aside. */
export function isReserved(attempt: Row | null): attempt is Row {
  return (
    attempt !== null &&
    attempt.released_at === null &&
    attempt.accepted_at === null &&
    attempt.ended_at === null
  );
}

/**
 * What was set aside for an attempt becomes `cost` micros. An attempt that was given up has been booked at its price
 * already, so only the difference is added. Answers what the take cost more than before.
 */
export function* settle(take: TakeRecord, attempt: Row | null, cost: number, now: number): Steps<number> {
  const isOpen = isReserved(attempt);
  const booked = isGivenUp(attempt) ? Number(attempt.reserved_micros) : 0;
  const day = attempt !== null && (isOpen || booked > 0) ? Number(attempt.reserved_on) : dayOf(now);
  const reserved = isOpen ? -Number(attempt.reserved_micros) : 0;
  yield* addToBudgets(budgetIdsOf(take, day), { reserved, spent: cost - booked });
  return cost - booked;
}

/** True for an attempt a person gave up: nothing is proved, so its price counts as spent. */
function isGivenUp(attempt: Row | null): attempt is Row {
  return (
    attempt !== null &&
    attempt.released_at === null &&
    attempt.accepted_at === null &&
    attempt.ended_at !== null
  );
}

/**
 * The provider has the operation. A fact: never refused for coming late or from a worker that lost its attempt; only
 * what contradicts the book is kept apart.
 */
export function* accept(args: AcceptArgs, { now }: Moment): Steps<Accepted> {
  const { takeId, operationId } = args;
  const take = yield* lockTake(takeId);
  if (take === null) return { verdict: 'unknown', moved: [] };
  const attempt = yield* lockAttempt(takeId, args.attemptId ?? take.attemptId);
  const cost = isOdd(args.costMicros, take.priceMicros)
    ? take.priceMicros
    : (args.costMicros ?? take.priceMicros);
  const bound = yield* bind(take, { operationId, attempt, cost, now });
  if (bound !== null) {
    return bound === takeId
      ? { verdict: 'already', moved: yield* moved([takeId]) }
      : { verdict: 'bound', takeId: bound, moved: [] };
  }
  const added = yield* settle(take, attempt, cost ?? 0, now);
  if (attempt) yield* all(`update attempts set accepted_at = ? where id = ?`, now, text(attempt.id));
  const detail = { ...args.detail, operationId, ...(cost === undefined ? {} : { costCents: toCents(cost) }) };
  if (isOdd(args.costMicros, take.priceMicros)) {
    yield* addIncident(take, {
      kind: 'odd-cost',
      at: now,
      operationId,
      detail: `told cost ${args.costMicros} micros; booked as the price`,
    });
  }
  const sums = { bought: take.bought + 1, spent_micros: take.spentMicros + added };
  // The attempt of another, later create goes on beside this one and keeps its reservation.
  const isOwn = attempt === null || attempt.id === take.attemptId;
  const changes = { ...sums, operation_id: operationId, submitted_at: now, follows: null, suspects: null };
  const settled = isOwn ? { reserved_micros: null } : {};
  const isMoved =
    take.operationId === undefined &&
    (yield* moveTake(take, {
      event: 'accept',
      now,
      detail,
      changes: { ...changes, ...settled, failure: null },
    }));
  if (!isMoved) return yield* second(take, { operationId, detail, changes: { ...sums, ...settled }, now });
  yield* claimContent(take);
  if (take.state === 'failed' && take.failure?.reason === 'gave-up') {
    yield* addIncident(take, {
      kind: 'given-up-then-found',
      at: now,
      operationId,
      detail: 'the operation was found after it was given up',
    });
  }
  return { verdict: 'accepted', moved: yield* moved([takeId]) };
}

/** Binds an operation to a take for ever. Answers null, or the take that has it already. */
function* bind(
  take: TakeRecord,
  {
    operationId,
    attempt,
    cost,
    now,
  }: { operationId: string; attempt: Row | null; cost: number | undefined; now: number },
): Steps<string | null> {
  const made = yield* all(
    `insert into operations (provider_id, operation_id, take_id, attempt_id, number, accepted_at, cost_micros)
     values (?, ?, ?, ?, ?, ?, ?) on conflict (provider_id, operation_id) do nothing returning take_id`,
    ...[take.providerId, operationId, take.takeId, attempt ? text(attempt.id) : null],
    ...[attempt ? Number(attempt.number) : null, now, cost ?? null],
  );
  if (made.length > 0) return null;
  const known = yield* one(
    `select take_id from operations where provider_id = ? and operation_id = ?`,
    take.providerId,
    operationId,
  );
  return text(known?.take_id);
}

function* second(
  take: TakeRecord,
  {
    operationId,
    detail,
    changes,
    now,
  }: {
    operationId: string;
    detail: Record<string, unknown>;
    changes: Record<string, number | null>;
    now: number;
  },
): Steps<Accepted> {
  yield* change(take.takeId, changes);
  yield* addEvent(take.takeId, { at: now, event: 'second-operation', detail });
  const words = `a second operation was accepted; the take has ${take.operationId ?? 'none'} and is ${take.state}`;
  yield* addIncident(take, { kind: 'second-operation', at: now, operationId, detail: words });
  return { verdict: 'second', operationId: take.operationId ?? '', moved: yield* moved([take.takeId]) };
}

/**
 * Proved that nothing was bought by an attempt. Where it is the one its take waits for, the take goes back to the
 * queue, or is cancelled where that was asked meanwhile; an attempt a late fact has overtaken is only released.
 */
export function* requeue(
  args: RequeueArgs,
  { now }: Moment,
): Steps<{ verdict: 'requeued' | 'released' | 'stale'; moved: LineTake[] }> {
  const take = yield* lockTake(args.takeId);
  const attempt = take && (yield* lockAttempt(args.takeId, args.attemptId));
  if (!take || !attempt || !isReserved(attempt)) return { verdict: 'stale', moved: [] };
  const isCurrent =
    take.attemptId === args.attemptId && (take.state === 'submitting' || take.state === 'unconfirmed');
  if (args.by === 'proof' && isCurrent && take.state !== 'unconfirmed')
    return { verdict: 'stale', moved: [] };
  yield* settle(take, attempt, 0, now);
  yield* all(`update attempts set released_at = ? where id = ?`, now, args.attemptId);
  if (!isCurrent) {
    if (take.attemptId === args.attemptId) yield* change(take.takeId, { reserved_micros: null });
    yield* addEvent(take.takeId, { at: now, event: 'released', detail: args.detail });
    return { verdict: 'released', moved: [] };
  }
  const changes = { reserved_micros: null, unconfirmed_at: null, suspects: null };
  yield* moveTake(take, { event: 'requeue', now, detail: args.detail, changes });
  const freed = (yield* giveUpContent(take)) ? yield* freeFollowers(take.takeId) : [];
  if (take.isCancelAsked) {
    const detail = { detail: 'cancelled meanwhile; nothing was bought' };
    yield* moveTake(
      { ...take, state: 'queued' },
      { event: 'cancel', now, detail, changes: { is_cancel_asked: 0 } },
    );
  }
  return { verdict: 'requeued', moved: yield* moved([take.takeId, ...freed]) };
}

/** A create was sent, or may have been, and its outcome is not known. Its price stays set aside. */
export function* markUnconfirmed(args: UnconfirmedArgs, { now }: Moment) {
  const take = yield* lockTake(args.takeId);
  const isOthers = 'attemptId' in args.by && take?.attemptId !== args.by.attemptId;
  if (take?.state !== 'submitting' || isOthers) return { verdict: 'stale' as const, moved: [] };
  const ageMs = Math.max(0, now - (take.begunAt ?? now));
  if ('olderThanMs' in args.by && ageMs < args.by.olderThanMs) {
    return { verdict: 'wait' as const, waitMs: args.by.olderThanMs - ageMs, moved: [] };
  }
  yield* all(`update attempts set unconfirmed_at = ? where id = ?`, now, take.attemptId ?? '');
  const changes = { unconfirmed_at: now, suspects: null };
  yield* moveTake(take, { event: 'mark-unconfirmed', now, detail: args.detail, changes });
  return { verdict: 'unconfirmed' as const, moved: yield* moved([take.takeId]) };
}
