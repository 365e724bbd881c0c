import type { Receipt, ReceiptLine, ReceiptOperation, TimelineEntry } from '@cineflow/contracts';
import type { StoryboardRecord, TakeRecord } from '@cineflow/ledger';
import { isoTime, optionalTime } from '../views/iso-time.ts';
import { CURRENCY } from './price-order.ts';

/** A take and its history. */
export interface TakeHistory {
  take: TakeRecord;
  timeline: readonly TimelineEntry[];
}

/** What a storyboard cost, from the histories of its takes. */
export function viewReceipt(storyboard: StoryboardRecord, takes: readonly TakeHistory[]): Receipt {
  const lines = takes.map((take) => viewLine(take));
  return {
    storyboard: storyboard.id,
    name: storyboard.name,
    provider: storyboard.provider,
    currency: CURRENCY,
    chargedCents: lines.reduce((sum, { chargedCents }) => sum + chargedCents, 0),
    reservedCents: lines.reduce((sum, { reservedCents }) => sum + reservedCents, 0),
    lines,
  };
}

function viewLine({ take, timeline }: TakeHistory): ReceiptLine {
  const operations = timeline.flatMap((entry) => toOperation(entry));
  const { film, failure } = take;
  return {
    take: take.id,
    segmentIndex: take.segmentIndex,
    takeNumber: take.take,
    state: take.state,
    attempts: take.attempt,
    operations,
    reservedCents: take.reservedCents ?? 0,
    chargedCents: operations.reduce((sum, { chargedCents = 0 }) => sum + chargedCents, 0),
    ...(film === undefined ? {} : { file: film.key, sha256: film.sha256, sizeBytes: film.sizeBytes }),
    ...(failure === undefined ? {} : { failure: failure.reason }),
    createdAt: isoTime(take.createdAt),
    ...optionalTime('submittedAt', take.submittedAt),
    ...optionalTime('finishedAt', take.finishedAt),
  };
}

function toOperation({ event, at, attempt, operationId, costCents }: TimelineEntry): ReceiptOperation[] {
  if ((event !== 'accept' && event !== 'second-operation') || operationId === undefined) return [];
  return [
    {
      operationId,
      acceptedAt: at,
      ...(attempt === undefined ? {} : { attempt }),
      ...(costCents === undefined ? {} : { chargedCents: costCents }),
    },
  ];
}
