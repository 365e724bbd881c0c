import type { Take, TakeWithTimeline, TimelineEntry } from '@cineflow/contracts';
import { durationWarning } from '@cineflow/core';
import type { TakeRecord } from '@cineflow/ledger';
import { isoTime, optionalTime } from './iso-time.ts';
import type { LaneView } from './lane-view.ts';
import { waitOf } from './wait-of.ts';

/** A take as the API shows it; the provider's result address stays inside. */
export function viewTake(record: TakeRecord, lane: LaneView, settleMs: number, place?: number | null): Take {
  const { id, storyboardId, segmentIndex, take, state, film, failure, operationId, costCents, progress } =
    record;
  const wait = waitOf(record, lane, settleMs);
  return {
    id,
    storyboardId,
    segmentIndex,
    take,
    state,
    ...(wait === null ? {} : { waitReason: wait.reason, ...optionalTime('waitUntil', wait.untilMs) }),
    ...(wait?.detail === undefined ? {} : { waitDetail: wait.detail }),
    ...(place ? { queuePosition: place } : {}),
    provider: record.lane,
    model: record.model,
    prompt: record.order.prompt,
    attempts: record.attempt,
    ...(operationId === undefined ? {} : { operationId }),
    ...(progress === undefined ? {} : { progress: Math.min(100, Math.max(0, progress)) }),
    ...(record.priceCents === undefined ? {} : { priceCents: record.priceCents }),
    ...(costCents === undefined ? {} : { costCents }),
    ...(film === undefined ? {} : { film }),
    ...warningsOf(record),
    ...(failure === undefined ? {} : { failure }),
    createdAt: isoTime(record.createdAt),
    ...optionalTime('submittedAt', record.submittedAt),
    ...optionalTime('renderedAt', record.renderedAt),
    ...optionalTime('finishedAt', record.finishedAt),
    links: {
      self: `/v1/takes/${id}`,
      storyboard: `/v1/storyboards/${storyboardId}`,
      ...(film === undefined ? {} : { video: `/v1/takes/${id}/video`, poster: `/v1/takes/${id}/poster` }),
    },
  };
}

function warningsOf({ order, film }: TakeRecord): { warnings?: string[] } {
  const warning = durationWarning(order.durationSeconds, film?.durationSeconds);
  return warning === null ? {} : { warnings: [warning] };
}

/** A take with its whole history, oldest first. */
export function withTimeline(take: Take, timeline: TimelineEntry[]): TakeWithTimeline {
  return { ...take, timeline };
}
