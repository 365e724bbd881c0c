import type { BoughtOperation } from '@cineflow/core';
import type { OpenAttempt } from '../records.ts';
import { all, marks, one, type Moment, type Steps } from '../sql/procedure.ts';
import { addEvent, change, lockTake } from './move-take.ts';
import { optional, text } from './rows.ts';
import { readMany } from './take-reads.ts';

const UNSETTLED = 'a.released_at is null and a.accepted_at is null and a.ended_at is null';

/** Attempts without an outcome, oldest first; those of `submitting` takes only beyond the given age. */
export function* open(
  { providerId, submittingOlderThanMs }: { providerId: string; submittingOlderThanMs: number },
  { now }: Moment,
): Steps<{ askedAt: number; attempts: OpenAttempt[] }> {
  const rows = yield* all(
    `select a.* from attempts a where a.provider_id = ? and ${UNSETTLED}
       and (a.unconfirmed_at is not null or a.opened_at <= ?) order by a.opened_at, a.id`,
    providerId,
    now - submittingOlderThanMs,
  );
  const takes = yield* readMany({ takeIds: [...new Set(rows.map((row) => text(row.take_id)))] });
  const byId = new Map(takes.map((take) => [take.takeId, take]));
  const attempts = rows.flatMap((row) => {
    const take = byId.get(text(row.take_id));
    if (take === undefined) return [];
    const attemptId = text(row.id);
    const isCurrent =
      take.attemptId === attemptId && (take.state === 'submitting' || take.state === 'unconfirmed');
    return [
      {
        attemptId,
        takeId: take.takeId,
        providerId,
        number: Number(row.number),
        openedAt: Number(row.opened_at),
        ...optional({ unconfirmedAt: row.unconfirmed_at }),
        isCurrent,
        take,
      },
    ];
  });
  return { askedAt: now, attempts };
}

/** Providers with attempts without an outcome, whether they are still set up or not. */
export function* openProviders(): Steps<string[]> {
  const rows = yield* all(
    `select distinct a.provider_id from attempts a where ${UNSETTLED} order by a.provider_id`,
  );
  return rows.map((row) => text(row.provider_id));
}

/** Number of takes with an unknown create outcome. */
export function* countUnconfirmed({ providerId }: { providerId: string }): Steps<number> {
  const row = yield* one(
    `select count(*) as count from attempts a where a.provider_id = ? and ${UNSETTLED} and a.unconfirmed_at is not null`,
    providerId,
  );
  return Number(row?.count ?? 0);
}

/** Ids of attempts that are not in the book. */
export function* missing({ attemptIds }: { attemptIds: string[] }): Steps<string[]> {
  if (attemptIds.length === 0) return [];
  const rows = yield* all(`select id from attempts where id in (${marks(attemptIds)})`, ...attemptIds);
  const known = new Set(rows.map(({ id }) => text(id)));
  return attemptIds.filter((id) => !known.has(id));
}

/** Restarts the settle time of each unconfirmed attempt: a stepped clock never shortens it. */
export function* restartWaits(_args: unknown, { now }: Moment): Steps<void> {
  yield* all(
    `update attempts set unconfirmed_at = ? where released_at is null and accepted_at is null and ended_at is null
       and unconfirmed_at is not null`,
    now,
  );
}

/** Records the operations without a take that prevent a release; an empty list clears them. */
export function* recordSuspects(
  args: { takeId: string; attemptId: string; operationIds: string[] },
  { now }: Moment,
): Steps<void> {
  const take = yield* lockTake(args.takeId);
  if (take?.state !== 'unconfirmed' || take.attemptId !== args.attemptId) return;
  const suspects = args.operationIds.length === 0 ? null : JSON.stringify(args.operationIds);
  if (suspects === (take.suspects === undefined ? null : JSON.stringify(take.suspects))) return;
  yield* change(take.takeId, { suspects });
  if (suspects === null) return;
  yield* addEvent(take.takeId, {
    at: now,
    event: 'suspects',
    detail: { detail: args.operationIds.join(', ') },
  });
}

/** Ids of operations that belong to a take. */
export function* bound({
  providerId,
  operationIds,
}: {
  providerId: string;
  operationIds: string[];
}): Steps<string[]> {
  const found: string[] = [];
  for (let start = 0; start < operationIds.length; start += 500) {
    const some = operationIds.slice(start, start + 500);
    const rows = yield* all(
      `select operation_id from operations where provider_id = ? and operation_id in (${marks(some)})`,
      providerId,
      ...some,
    );
    found.push(...rows.map((row) => text(row.operation_id)));
  }
  return found;
}

/** All operations bought since a time, with their takes. */
export function* bought({
  providerId,
  since,
}: {
  providerId: string;
  since: number;
}): Steps<BoughtOperation[]> {
  const rows = yield* all(
    `select o.operation_id, o.take_id, o.accepted_at, a.opened_at from operations o left join attempts a on a.id = o.attempt_id
     where o.provider_id = ? and o.accepted_at >= ? order by o.accepted_at`,
    providerId,
    since,
  );
  return rows.map((row) => ({
    operationId: text(row.operation_id),
    takeId: text(row.take_id),
    submittedAt: Number(row.accepted_at),
    ...optional({ openedAt: row.opened_at }),
  }));
}

/** Operations bought for a storyboard, even a removed one: receipts stay. */
export function* ofPlaces({ id, after, upTo }: { id: string; after: number; upTo: number }) {
  const rows = yield* all(
    `select o.* from operations o join takes t on t.id = o.take_id
     where t.storyboard_id = ? and t.place > ? and t.place <= ? order by t.place, o.accepted_at`,
    id,
    after,
    upTo,
  );
  const more = yield* one(
    `select 1 as more from takes where storyboard_id = ? and place > ? limit 1`,
    id,
    upTo,
  );
  const operations = rows.map((row) => ({
    takeId: text(row.take_id),
    providerId: text(row.provider_id),
    operationId: text(row.operation_id),
    acceptedAt: Number(row.accepted_at),
    refundMicros: Number(row.refund_micros),
    ...optional({ attempt: row.number, costMicros: row.cost_micros }),
  }));
  return { operations, isLast: more === undefined };
}
