import type { Take, TakeWithTimeline, TimelineEntry } from '@cineflow/contracts';
import type { TakeRecord } from '@cineflow/book';
import { clipWarnings, defined, toCents, waitOf } from '@cineflow/core';
import type { TakeView } from '../storyboards/take-views.ts';
import { isoTime, optionalTime } from './iso-time.ts';
import type { LaneView } from './lane-view.ts';

/** A take as the API shows it; the provider's result address stays internal. */
export function viewTake(record: TakeView, lane: LaneView, settleMs: number, place?: number | null): Take {
  const { takeId, storyboardId, segmentIndex, state, clip, failure, operationId, progress } = record;
  const wait = waitOf(record, lane, settleMs);
  return {
    takeId,
    storyboardId,
    segmentIndex,
    takeNumber: record.takeNumber,
    state,
    ...(wait === null ? {} : { waitReason: wait.reason, ...optionalTime('waitUntil', wait.untilMs) }),
    ...defined({ waitDetail: wait?.detail }),
    ...(place ? { queuePosition: place } : {}),
    providerId: record.providerId,
    model: record.model,
    prompt: record.request.prompt,
    attempts: record.attempts,
    ...defined({ operationId }),
    ...(progress === undefined ? {} : { progress: Math.min(100, Math.max(0, progress)) }),
    ...moneyOf(record),
    ...defined({ clip }),
    ...warningsOf(record),
    ...defined({ failure }),
    createdAt: isoTime(record.createdAt),
    ...optionalTime('submittedAt', record.submittedAt),
    ...optionalTime('renderedAt', record.renderedAt),
    ...optionalTime('finishedAt', record.finishedAt),
    links: {
      self: `/v1/takes/${takeId}`,
      storyboard: `/v1/storyboards/${storyboardId}`,
      ...(clip === undefined
        ? {}
        : { video: `/v1/takes/${takeId}/video`, poster: `/v1/takes/${takeId}/poster` }),
    },
  };
}

/** Its price and the charges of all its operations: the sum on its receipt. */
function moneyOf(record: TakeRecord): Pick<Take, 'priceCents' | 'costCents'> {
  const { priceMicros, spentMicros, bought } = record;
  return {
    ...(priceMicros === undefined ? {} : { priceCents: toCents(priceMicros) }),
    ...((spentMicros > 0 || bought > 0) && !isUnpriced(record) ? { costCents: toCents(spentMicros) } : {}),
  };
}

/** True if something was bought at an unknown cost, which is not 0. */
export function isUnpriced({ priceMicros, spentMicros, bought }: TakeRecord): boolean {
  return bought > 0 && spentMicros === 0 && priceMicros === undefined;
}

function warningsOf({ request, clip }: TakeRecord): { warnings?: string[] } {
  const warnings = clipWarnings(request, clip);
  return warnings.length === 0 ? {} : { warnings };
}

/** A take with its history, oldest entry first. */
export function withTimeline(take: Take, timeline: TimelineEntry[]): TakeWithTimeline {
  return { ...take, timeline };
}
