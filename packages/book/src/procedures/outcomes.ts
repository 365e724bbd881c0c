import type { AcceptArgs, Accepted, RequeueArgs, UnconfirmedArgs } from '../calls.ts';
import { toCents, type LineTake } from '@cineflow/core';
import type { TakeRecord } from '../records.ts';
import { all, one, type Moment, type Row, type Steps } from '../sql/procedure.ts';
import { claimContent, freeFollowers, giveUpContent } from './contents.ts';
import { addIncident, isOdd } from './incidents.ts';
import { addEvent, change, lockAnyTake, lockTake, moveTake } from './move-take.ts';
import {
  bookingDay,
  isGivenUp,
  isReserved,
  lockAttempt,
  lockLikeliest,
  openReserved,
  settle,
} from './reservations.ts';
import { leaveContent, onRouteTo } from './routes.ts';
import { moved, text } from './rows.ts';

/**
 * Records that the provider has the operation. A fact: never refused for coming late or from a former owner of the
 * take. Contradictions become incidents.
 */
export function* accept(args: AcceptArgs, { now }: Moment): Steps<Accepted> {
  const { takeId, operationId, operationRef } = args;
  const { take: known, isRemoved } = yield* lockAnyTake(takeId);
  if (known === null) return { verdict: 'unknown', moved: [] };
  const attempt = yield* attemptOf(known, args);
  // A late fact of a route that was left: the take is made there.
  const { take, changes: route } = yield* onRouteTo(known, whereOf(known, attempt, args));
  const odd = oddCostOf(args, take.priceMicros);
  const cost = odd === undefined ? (args.costMicros ?? take.priceMicros) : take.priceMicros;
  const bound = yield* bind(take, { operationId, operationRef, attempt, cost, now });
  if (bound !== null) {
    return bound === takeId
      ? { verdict: 'already', moved: yield* moved([takeId]) }
      : { verdict: 'bound', takeId: bound, moved: [] };
  }
  const added = yield* settle(take, attempt, cost ?? 0, now);
  if (attempt) yield* all(`update attempts set accepted_at = ? where id = ?`, now, text(attempt.id));
  const detail = { ...args.detail, operationId, ...(cost === undefined ? {} : { costCents: toCents(cost) }) };
  if (odd !== undefined) {
    const words = `told cost ${odd}; booked as ${cost === undefined ? 'unknown' : 'the price'}`;
    yield* addIncident(take, { kind: 'odd-cost', at: now, operationId, detail: words });
  }
  const sums = {
    bought: take.bought + 1,
    spent_micros: take.spentMicros + added,
    // Another create may still be open; its reservation stays.
    reserved_micros: yield* openReserved(takeId),
  };
  const facts = {
    operation_id: operationId,
    operation_ref: operationRef ?? null,
    submitted_at: now,
    follows: null,
    suspects: null,
    failure: null,
  };
  const isMoved =
    take.operationId === undefined &&
    !isRemoved &&
    (yield* moveTake(take, { event: 'accept', now, detail, changes: { ...sums, ...facts, ...route } }));
  const evidence = odd === undefined ? {} : { oddCost: odd };
  if (!isMoved) return { ...(yield* second(take, { operationId, detail, changes: sums, now })), ...evidence };
  const freed = 'route' in route ? yield* leaveContent(known, now) : [];
  yield* claimContent(take);
  if (isGivenUp(attempt)) {
    yield* addIncident(take, {
      kind: 'given-up-then-found',
      at: now,
      operationId,
      detail: 'the operation was found after it was given up',
    });
  }
  return { verdict: 'accepted', moved: yield* moved([takeId, ...freed]), ...evidence };
}

function* attemptOf(take: TakeRecord, { attemptId, providerId }: AcceptArgs): Steps<Row | null> {
  if (attemptId) return yield* lockAttempt(take.takeId, attemptId);
  const attempt = yield* lockLikeliest(take);
  return providerId === undefined || attempt?.provider_id === providerId ? attempt : null;
}

/** Account and model an operation was bought at. */
function whereOf(
  take: TakeRecord,
  attempt: Row | null,
  args: AcceptArgs,
): { providerId: string; model?: string } {
  if (attempt) return { providerId: text(attempt.provider_id), model: text(attempt.model) };
  return { providerId: args.providerId ?? take.providerId };
}

/** An implausible cost as reported by the provider. */
function oddCostOf({ costMicros, oddCost }: AcceptArgs, price: number | undefined): string | undefined {
  if (oddCost !== undefined) return oddCost;
  return isOdd(costMicros, price) ? `${toCents(costMicros ?? 0)} cents` : undefined;
}

interface Binding {
  operationId: string;
  operationRef: string | undefined;
  attempt: Row | null;
  cost: number | undefined;
  now: number;
}

/** Binds an operation to a take for ever. Returns null, or the take that already has it. */
function* bind(
  take: TakeRecord,
  { operationId, operationRef, attempt, cost, now }: Binding,
): Steps<string | null> {
  const made = yield* all(
    `insert into operations (provider_id, operation_id, operation_ref, take_id, attempt_id, number, accepted_at, cost_micros, booked_on)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict (provider_id, operation_id) do nothing returning take_id`,
    take.providerId,
    operationId,
    operationRef ?? null,
    take.takeId,
    attempt ? text(attempt.id) : null,
    attempt ? Number(attempt.number) : null,
    now,
    cost ?? null,
    bookingDay(attempt, now),
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
 * Records the proof that an attempt bought nothing. A current attempt sends its take back to the queue, or cancels it
 * if requested.
 * An attempt overtaken by a late fact is only released.
 */
export function* requeue(
  args: RequeueArgs,
  { now }: Moment,
): Steps<{ verdict: 'requeued' | 'released' | 'ended' | 'stale'; moved: LineTake[] }> {
  const take = yield* lockTake(args.takeId);
  const attempt = take && (yield* lockAttempt(args.takeId, args.attemptId));
  if (!take || !attempt || !isReserved(attempt)) return { verdict: 'stale', moved: [] };
  const isCurrent =
    take.attemptId === args.attemptId && (take.state === 'submitting' || take.state === 'unconfirmed');
  if (args.by === 'proof' && isCurrent && take.state !== 'unconfirmed')
    return { verdict: 'stale', moved: [] };
  yield* settle(take, attempt, 0, now);
  yield* all(`update attempts set released_at = ? where id = ?`, now, args.attemptId);
  const reserved = yield* openReserved(take.takeId);
  if (!isCurrent) {
    yield* change(take.takeId, { reserved_micros: reserved });
    yield* addEvent(take.takeId, { at: now, event: 'released', detail: args.detail });
    return { verdict: 'released', moved: yield* moved([take.takeId]) };
  }
  const changes = { reserved_micros: reserved, unconfirmed_at: null, suspects: null };
  const isMaker = yield* giveUpContent(take);
  const alike = yield* alikeAnswers(take.takeId);
  if (args.by === 'proof' && alike.count >= MOST_ALIKE && !take.isCancelAsked) {
    const message = `${alike.count} creates in a row were neither accepted nor refused, none was bought. ${alike.detail}`;
    const failure = JSON.stringify({ reason: 'no-answer', message });
    yield* moveTake(take, { event: 'refuse', now, detail: args.detail, changes: { ...changes, failure } });
    const freed = yield* freeFollowers([take.takeId], now);
    return { verdict: 'ended', moved: yield* moved([take.takeId, ...freed]) };
  }
  yield* moveTake(take, { event: 'requeue', now, detail: args.detail, changes });
  if (take.isCancelAsked) {
    const detail = { detail: 'cancelled meanwhile; nothing was bought' };
    yield* moveTake(
      { ...take, state: 'queued' },
      { event: 'cancel', now, detail, changes: { is_cancel_asked: 0 } },
    );
  }
  const freed = isMaker || take.isCancelAsked ? yield* freeFollowers([take.takeId], now) : [];
  return { verdict: 'requeued', moved: yield* moved([take.takeId, ...freed]) };
}

/** Number of equal answers in a row that ends a take: one purchase is not tried for ever. */
const MOST_ALIKE = 3;

/**
 * Number of this purchase's latest creates with the same inconclusive answer, such as a firewall page for one prompt.
 * Server errors and lost connections do not count: the provider causes them, not the take.
 */
function* alikeAnswers(takeId: string): Steps<{ count: number; detail: string }> {
  const rows = yield* all(
    `select event, detail from events where take_id = ? and event in ('mark-unconfirmed', 'retry') order by n desc limit ?`,
    takeId,
    MOST_ALIKE,
  );
  const answers = rows.map(({ event, detail }) => ({
    isOurs: event === 'mark-unconfirmed',
    ...(JSON.parse(text(detail)) as { status?: number; detail?: string }),
  }));
  const [last] = answers;
  if (!last?.isOurs || last.status === undefined || last.status >= 500) return { count: 0, detail: '' };
  const other = answers.findIndex(({ isOurs, status }) => !isOurs || status !== last.status);
  return {
    count: other === -1 ? answers.length : other,
    detail: `HTTP ${last.status}: ${last.detail ?? ''}`,
  };
}

/** A create may have been sent, and its outcome is unknown. Its price stays reserved. */
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
  const { count: alike } = yield* alikeAnswers(take.takeId);
  return { verdict: 'unconfirmed' as const, alike, moved: yield* moved([take.takeId]) };
}
