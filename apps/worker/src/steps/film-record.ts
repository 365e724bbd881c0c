import type { Film } from '@cineflow/contracts';
import { durationWarning, filmKey } from '@cineflow/core';
import type { TakeRecord } from '@cineflow/ledger';

/** Where a take's film lies. */
export function keyOf(take: TakeRecord): string {
  const { storyboardName, segmentIndex, fingerprint } = take;
  return filmKey({ storyboardName, segmentIndex, take: take.take, fingerprint, extension: 'mp4' });
}

/** The JSON beside a film: what it is, what was asked, what it cost, and when. */
export function sidecarOf(take: TakeRecord): (film: Film) => unknown {
  const at = (ms: number | undefined) => (ms === undefined ? undefined : new Date(ms).toISOString());
  return (film) => ({
    take: take.id,
    storyboard: take.storyboardId,
    storyboardName: take.storyboardName,
    segmentIndex: take.segmentIndex,
    takeNumber: take.take,
    operationId: take.operationId,
    attempts: take.attempt,
    ...take.order,
    costCents: take.costCents,
    film,
    fingerprint: take.fingerprint,
    createdAt: at(take.createdAt),
    submittedAt: at(take.submittedAt),
    renderedAt: at(take.renderedAt),
    ...warningsOf(take, film),
  });
}

function warningsOf(take: TakeRecord, film: Film): { warnings?: string[] } {
  const warning = durationWarning(take.order.durationSeconds, film.durationSeconds);
  return warning === null ? {} : { warnings: [warning] };
}
