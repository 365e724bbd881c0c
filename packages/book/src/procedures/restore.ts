import type { LineTake } from '@cineflow/core';
import { all, type Moment, type Steps } from '../sql/procedure.ts';
import { claimContent } from './contents.ts';
import { addToBudgets, budgetIdsOf, dayOf } from './money.ts';
import { lockTake, moveTake } from './move-take.ts';
import { moved } from './rows.ts';

/** Restores an attempt known only to Redis. It may have been sent, so the take becomes unconfirmed. */
export function* restoreAttempt(
  { takeId, attemptId }: { takeId: string; attemptId: string },
  { now }: Moment,
): Steps<{ verdict: 'restored' | 'known' | 'unknown'; moved: LineTake[] }> {
  const take = yield* lockTake(takeId);
  if (take === null) return { verdict: 'unknown', moved: [] };
  if (take.state !== 'queued') return { verdict: 'known', moved: [] };
  const number = take.attempts + 1;
  const price = take.priceMicros ?? 0;
  const made = yield* all(
    `insert into attempts (id, take_id, generation, number, provider_id, model, redis_epoch, reserved_micros,
       reserved_on, opened_at, unconfirmed_at)
     values (?, ?, ?, ?, ?, ?, 0, ?, ?, ?, ?) on conflict do nothing returning id`,
    attemptId,
    takeId,
    take.generation,
    number,
    take.providerId,
    take.model,
    price,
    dayOf(now),
    // The send time is unknown: any operation since the order may match.
    take.createdAt,
    now,
  );
  if (made.length === 0) return { verdict: 'known', moved: yield* moved([takeId]) };
  yield* addToBudgets(budgetIdsOf(take, dayOf(now)), { reserved: price, spent: 0 });
  const detail = { attempt: number, detail: 'known from Redis; the book was restored' };
  const changes = {
    attempts: number,
    attempt_id: attemptId,
    begun_at: now,
    // An earlier attempt, overtaken by a late acceptance, may still be open.
    reserved_micros: (take.reservedMicros ?? 0) + price,
    follows: null,
  };
  yield* moveTake(take, { event: 'begin', now, detail, changes });
  const sent = { ...take, state: 'submitting' as const };
  yield* moveTake(sent, { event: 'mark-unconfirmed', now, detail, changes: { unconfirmed_at: now } });
  yield* claimContent(take);
  return { verdict: 'restored', moved: yield* moved([takeId]) };
}

/** Binds an operation of a take missing in this copy of the book, so that no other take adopts it. */
export function* restoreOperation(
  args: { providerId: string; operationId: string; operationRef?: string | undefined; takeId: string },
  { now }: Moment,
): Steps<void> {
  yield* all(
    `insert into operations (provider_id, operation_id, operation_ref, take_id, accepted_at, booked_on)
     values (?, ?, ?, ?, ?, ?)
     on conflict (provider_id, operation_id) do nothing`,
    args.providerId,
    args.operationId,
    args.operationRef ?? null,
    args.takeId,
    now,
    dayOf(now),
  );
}
