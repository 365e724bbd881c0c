import type { TakeRecord } from '../records.ts';
import { lock, one, type Row, type Steps } from '../sql/procedure.ts';
import { addToBudgets, budgetIdsOf, dayOf } from './money.ts';

/** An attempt, locked; null if the take has none with this id. */
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

/** True while the price of an attempt is reserved. */
export function isReserved(attempt: Row | null): attempt is Row {
  return (
    attempt !== null &&
    attempt.released_at === null &&
    attempt.accepted_at === null &&
    attempt.ended_at === null
  );
}

/** True for an attempt given up by a person. Nothing is proved, so its price counts as spent. */
export function isGivenUp(attempt: Row | null): attempt is Row {
  return (
    attempt !== null &&
    attempt.released_at === null &&
    attempt.accepted_at === null &&
    attempt.ended_at !== null
  );
}

/** The attempt an operation was found for: the last one, or an earlier given-up one if the last is settled. */
export function* lockLikeliest({ takeId, attemptId }: TakeRecord): Steps<Row | null> {
  const last = yield* lockAttempt(takeId, attemptId);
  if (isReserved(last) || isGivenUp(last)) return last;
  const [givenUp] = yield* lock(
    'a',
    `select a.* from attempts a where a.take_id = ? and a.released_at is null and a.accepted_at is null
       and a.ended_at is not null order by a.number limit 1`,
    takeId,
  );
  return givenUp ?? last;
}

/** Sum of a take's reservations; null without one. */
export function* openReserved(takeId: string): Steps<number | null> {
  const row = yield* one(
    `select sum(reserved_micros) as sum from attempts
     where take_id = ? and released_at is null and accepted_at is null and ended_at is null`,
    takeId,
  );
  return row?.sum === null || row === undefined ? null : Number(row.sum);
}

/** The day whose budgets count an attempt: the day of its booking, else today. */
export function bookingDay(attempt: Row | null, now: number): number {
  return isReserved(attempt) || isGivenUp(attempt) ? Number(attempt.reserved_on) : dayOf(now);
}

/**
 * Replaces an attempt's reservation by `cost` micros. A given-up attempt is already booked at its price, so only the
 * difference is added.
 * Returns the increase of the take's cost.
 */
export function* settle(take: TakeRecord, attempt: Row | null, cost: number, now: number): Steps<number> {
  const isOpen = isReserved(attempt);
  const booked = isGivenUp(attempt) ? Number(attempt.reserved_micros) : 0;
  const reserved = isOpen ? -Number(attempt.reserved_micros) : 0;
  yield* addToBudgets(budgetIdsOf(take, bookingDay(attempt, now)), { reserved, spent: cost - booked });
  return cost - booked;
}
