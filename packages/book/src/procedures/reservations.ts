import type { TakeRecord } from '../records.ts';
import { lock, one, type Row, type Steps } from '../sql/procedure.ts';
import { addToBudgets, budgetIdsOf, dayOf } from './money.ts';

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

/** True for an attempt a person gave up: nothing is proved, so its price counts as spent. */
export function isGivenUp(attempt: Row | null): attempt is Row {
  return (
    attempt !== null &&
    attempt.released_at === null &&
    attempt.accepted_at === null &&
    attempt.ended_at !== null
  );
}

/** The attempt an operation was found for: the last one, unless that is settled and an earlier one was given up. */
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

/** What is set aside for all attempts of a take that have no outcome; null without such an attempt. */
export function* openReserved(takeId: string): Steps<number | null> {
  const row = yield* one(
    `select sum(reserved_micros) as sum from attempts
     where take_id = ? and released_at is null and accepted_at is null and ended_at is null`,
    takeId,
  );
  return row?.sum === null || row === undefined ? null : Number(row.sum);
}

/** The day whose budgets an attempt counts in: its own one while its price is booked there. */
export function bookingDay(attempt: Row | null, now: number): number {
  return isReserved(attempt) || isGivenUp(attempt) ? Number(attempt.reserved_on) : dayOf(now);
}

/**
 * What was set aside for an attempt becomes `cost` micros. An attempt that was given up has been booked at its price
 * already, so only the difference is added. Answers what the take cost more than before.
 */
export function* settle(take: TakeRecord, attempt: Row | null, cost: number, now: number): Steps<number> {
  const isOpen = isReserved(attempt);
  const booked = isGivenUp(attempt) ? Number(attempt.reserved_micros) : 0;
  const reserved = isOpen ? -Number(attempt.reserved_micros) : 0;
  yield* addToBudgets(budgetIdsOf(take, bookingDay(attempt, now)), { reserved, spent: cost - booked });
  return cost - booked;
}
