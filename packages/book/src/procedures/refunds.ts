import { toCents, type LineTake } from '@cineflow/core';
import type { OperationCost, RefundArgs } from '../calls.ts';
import type { TakeRecord } from '../records.ts';
import { all, lock, marks, one, type Moment, type Steps } from '../sql/procedure.ts';
import { addIncident } from './incidents.ts';
import { addToBudgets, budgetIdsOf } from './money.ts';
import { addEvent, change, lockAnyTake } from './move-take.ts';
import { moved, text } from './rows.ts';

/** Cost and refund of operations, without those of no take. */
export function* costs({
  providerId,
  operationIds,
}: {
  providerId: string;
  operationIds: string[];
}): Steps<OperationCost[]> {
  if (operationIds.length === 0) return [];
  const rows = yield* all(
    `select operation_id, take_id, cost_micros, refund_micros from operations
     where provider_id = ? and operation_id in (${marks(operationIds)}) and cost_micros is not null`,
    providerId,
    ...operationIds,
  );
  return rows.map((row) => ({
    operationId: text(row.operation_id),
    takeId: text(row.take_id),
    costMicros: Number(row.cost_micros),
    refundMicros: Number(row.refund_micros),
  }));
}

/** Records a refund of the provider, once however often it is reported. */
export function* refund(
  { providerId, operationId, refundMicros }: RefundArgs,
  { now }: Moment,
): Steps<{ refundedMicros: number; moved: LineTake[] }> {
  const known = yield* one(
    `select take_id from operations where provider_id = ? and operation_id = ?`,
    providerId,
    operationId,
  );
  const { take } = yield* lockAnyTake(text(known?.take_id));
  if (take === null) return { refundedMicros: 0, moved: [] };
  const refundedMicros = yield* giveBack(take, { providerId, operationId, refundMicros, now });
  return { refundedMicros, moved: refundedMicros > 0 ? yield* moved([take.takeId]) : [] };
}

/**
 * Books a refund of a locked take's operation to its budgets: at most the cost, minus earlier refunds. Returns the
 * added amount.
 */
export function* giveBack(
  take: TakeRecord,
  { providerId, operationId, refundMicros, now }: RefundArgs & { now: number },
): Steps<number> {
  const [operation] = yield* lock(
    'o',
    `select o.* from operations o where o.provider_id = ? and o.operation_id = ? and o.take_id = ?`,
    providerId,
    operationId,
    take.takeId,
  );
  const cost = Number(operation?.cost_micros ?? 0);
  const wanted = refundMicros === 'all' ? cost : refundMicros;
  const added = Math.min(wanted, cost) - Number(operation?.refund_micros ?? 0);
  if (operation === undefined || !Number.isSafeInteger(wanted) || added <= 0) return 0;
  yield* all(
    `update operations set refund_micros = refund_micros + ? where provider_id = ? and operation_id = ?`,
    added,
    providerId,
    operationId,
  );
  yield* addToBudgets(budgetIdsOf(take, Number(operation.booked_on)), { reserved: 0, spent: -added });
  yield* change(take.takeId, { spent_micros: take.spentMicros - added });
  const detail = { operationId, detail: `the provider gave ${toCents(added)} cents back` };
  yield* addEvent(take.takeId, { at: now, event: 'refund', detail });
  if (wanted > cost) {
    const words = `told refund ${toCents(wanted)} cents of ${toCents(cost)}; booked as what it had cost`;
    yield* addIncident(take, { kind: 'odd-cost', at: now, operationId, detail: words });
  }
  return added;
}
