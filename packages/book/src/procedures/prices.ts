import type { LineTake } from '@cineflow/core';
import { toCents } from '@cineflow/core';
import type { TakeRecord } from '../records.ts';
import { all, lock, type Moment, type Steps } from '../sql/procedure.ts';
import { addToBudgets, budgetIdsOf } from './money.ts';
import { addEvent, change, lockAnyTake } from './move-take.ts';
import { isReserved, openReserved } from './reservations.ts';
import { ANY_TAKES, moved, OPEN, toTakeRecord } from './rows.ts';

interface Page {
  providerId: string;
  after: string;
  limit: number;
}

/** Takes without a price that are open, or have an operation or a given-up attempt of unknown cost. */
export function* unpriced({ providerId, after, limit }: Page): Steps<TakeRecord[]> {
  const rows = yield* all(
    `${ANY_TAKES} where t.provider_id = ? and t.price_micros is null and t.id > ? and (t.state in ${OPEN} or exists (
       select 1 from operations o where o.take_id = t.id and o.provider_id = t.provider_id and o.cost_micros is null
     ) or exists (
       select 1 from attempts a where a.take_id = t.id and a.ended_at is not null and a.released_at is null
         and a.accepted_at is null
     ))
     order by t.id limit ?`,
    providerId,
    after,
    limit,
  );
  return rows.map((row) => toTakeRecord(row));
}

/** Gives takes the price that was not known when they were ordered, and books what they have bought at it. */
export function* price(
  { prices }: { prices: { takeId: string; priceMicros: number }[] },
  { now }: Moment,
): Steps<{ moved: LineTake[] }> {
  const priced: string[] = [];
  for (const { takeId, priceMicros } of prices.toSorted((a, b) => (a.takeId < b.takeId ? -1 : 1))) {
    const { take } = yield* lockAnyTake(takeId);
    if (take === null || take.priceMicros !== undefined) continue;
    const spent = (yield* priceAttempts(take, priceMicros)) + (yield* priceOperations(take, priceMicros));
    yield* change(takeId, {
      price_micros: priceMicros,
      spent_micros: take.spentMicros + spent,
      reserved_micros: yield* openReserved(takeId),
    });
    priced.push(takeId);
    if (spent === 0) continue;
    const detail = `${toCents(spent)} cents, not known before`;
    yield* addEvent(takeId, { at: now, event: 'priced', detail: { detail } });
  }
  return { moved: yield* moved(priced) };
}

/** Reserves the price of open attempts. One that was given up counts as spent, and its price is returned. */
function* priceAttempts(take: TakeRecord, priceMicros: number): Steps<number> {
  const attempts = yield* lock(
    'a',
    `select a.* from attempts a where a.take_id = ? and a.provider_id = ? and a.reserved_micros = 0
       and a.released_at is null and a.accepted_at is null order by a.id`,
    take.takeId,
    take.providerId,
  );
  let spent = 0;
  for (const attempt of attempts) {
    yield* all(`update attempts set reserved_micros = ? where id = ?`, priceMicros, String(attempt.id));
    const added = isReserved(attempt)
      ? { reserved: priceMicros, spent: 0 }
      : { reserved: 0, spent: priceMicros };
    yield* addToBudgets(budgetIdsOf(take, Number(attempt.reserved_on)), added);
    spent += added.spent;
  }
  return spent;
}

function* priceOperations(take: TakeRecord, priceMicros: number): Steps<number> {
  const operations = yield* lock(
    'o',
    `select o.* from operations o where o.take_id = ? and o.provider_id = ? and o.cost_micros is null
     order by o.operation_id`,
    take.takeId,
    take.providerId,
  );
  for (const { operation_id: operationId, booked_on: day } of operations) {
    yield* all(
      `update operations set cost_micros = ? where provider_id = ? and operation_id = ?`,
      priceMicros,
      take.providerId,
      String(operationId),
    );
    yield* addToBudgets(budgetIdsOf(take, Number(day)), { reserved: 0, spent: priceMicros });
  }
  return operations.length * priceMicros;
}
