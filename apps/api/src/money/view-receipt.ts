import type { Purchase, StoryboardRecord, TakeRecord } from '@cineflow/book';
import type { Receipt, ReceiptLine, ReceiptOperation } from '@cineflow/contracts';
import { defined, toCents } from '@cineflow/core';
import { isoTime, optionalTime } from '../views/iso-time.ts';
import { isUnpriced } from '../views/view-take.ts';

/** Records a receipt is built from. */
export interface ReceiptFacts {
  storyboard: Pick<StoryboardRecord, 'id' | 'name' | 'providerId'>;
  takes: readonly TakeRecord[];
  purchases: readonly Purchase[];
  currency: string;
}

/** Builds the receipt of a storyboard, take by take. Its sums match those of takes and status. */
export function viewReceipt({ storyboard, takes, purchases, currency }: ReceiptFacts): Receipt {
  const byTake = Map.groupBy(purchases, ({ takeId }) => takeId);
  const unpricedTakes = takes.filter(isUnpriced).length || undefined;
  return {
    storyboardId: storyboard.id,
    name: storyboard.name,
    providerId: storyboard.providerId,
    currency,
    chargedCents: toCents(takes.reduce((sum, { spentMicros }) => sum + spentMicros, 0)),
    ...defined({ unpricedTakes }),
    reservedCents: toCents(takes.reduce((sum, { reservedMicros = 0 }) => sum + reservedMicros, 0)),
    lines: takes.map((take) => viewLine(take, byTake.get(take.takeId) ?? [])),
  };
}

function viewLine(take: TakeRecord, purchases: readonly Purchase[]): ReceiptLine {
  const { clip, failure } = take;
  return {
    takeId: take.takeId,
    providerId: take.providerId,
    segmentIndex: take.segmentIndex,
    takeNumber: take.takeNumber,
    state: take.state,
    attempts: take.attempts,
    operations: purchases.map((purchase) => viewOperation(purchase)),
    reservedCents: toCents(take.reservedMicros ?? 0),
    ...(isUnpriced(take) ? {} : { chargedCents: toCents(take.spentMicros) }),
    ...(clip === undefined ? {} : { file: clip.key, sha256: clip.sha256, sizeBytes: clip.sizeBytes }),
    ...(failure === undefined ? {} : { failure: failure.reason }),
    createdAt: isoTime(take.createdAt),
    ...optionalTime('submittedAt', take.submittedAt),
    ...optionalTime('finishedAt', take.finishedAt),
  };
}

function viewOperation({
  operationId,
  providerId,
  attempt,
  acceptedAt,
  costMicros,
  refundMicros,
}: Purchase): ReceiptOperation {
  return {
    operationId,
    providerId,
    ...defined({ attempt }),
    acceptedAt: isoTime(acceptedAt),
    ...(costMicros === undefined ? {} : { chargedCents: toCents(costMicros) }),
    ...(refundMicros === 0 ? {} : { refundedCents: toCents(refundMicros) }),
  };
}
