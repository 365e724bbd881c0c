import { withoutCredentials } from '@cineflow/http';
import type { Film } from '@cineflow/contracts';
import { durationWarning, filmKey, toCents } from '@cineflow/core';
import type { TakeRecord } from '@cineflow/book';

/** Where a take's film lies. */
export function keyOf(take: TakeRecord): string {
  const { storyboardName, segmentIndex, takeNumber, fingerprint } = take;
  return filmKey({ storyboardName, segmentIndex, take: takeNumber, fingerprint, extension: 'mp4' });
}

/** The JSON beside a film: what it is, what was asked, what it cost, and when. */
export function sidecarOf(take: TakeRecord): (film: Film) => unknown {
  const at = (ms: number | undefined) => (ms === undefined ? undefined : new Date(ms).toISOString());
  return (film) => ({
    take: take.takeId,
    storyboard: take.storyboardId,
    storyboardName: take.storyboardName,
    segmentIndex: take.segmentIndex,
    takeNumber: take.takeNumber,
    apiKeyName: take.apiKeyName,
    attemptId: take.attemptId,
    operationId: take.operationId,
    operationRef: take.operationRef,
    attempts: take.attempts,
    provider: take.providerId,
    ...take.request,
    inputs: take.request.inputs.map(({ url, ...input }) => ({ ...input, url: withoutCredentials(url) })),
    costCents: take.spentMicros > 0 ? toCents(take.spentMicros) : undefined,
    film,
    fingerprint: take.fingerprint,
    createdAt: at(take.createdAt),
    submittedAt: at(take.submittedAt),
    renderedAt: at(take.renderedAt),
    ...warningsOf(take, film),
  });
}

function warningsOf(take: TakeRecord, film: Film): { warnings?: string[] } {
  const warning = durationWarning(take.request.durationSeconds, film.durationSeconds);
  return warning === null ? {} : { warnings: [warning] };
}
