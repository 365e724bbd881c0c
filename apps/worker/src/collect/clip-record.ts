import { withoutCredentials } from '@cineflow/http';
import type { Clip } from '@cineflow/contracts';
import { clipKey, clipWarnings, FRAME_SCHEME, toCents } from '@cineflow/core';
import type { TakeRecord } from '@cineflow/book';
import { ASSET_SCHEME } from '@cineflow/platform';

/** Where a take's clip lies. */
export function keyOf(take: TakeRecord): string {
  const { storyboardName, segmentIndex, takeNumber, fingerprint } = take;
  return clipKey({ storyboardName, segmentIndex, takeNumber, fingerprint, extension: 'mp4' });
}

/** Sidecar of a clip: what it is, what was ordered, its cost and date. */
export function sidecarOf(take: TakeRecord): (clip: Clip) => unknown {
  const at = (ms: number | undefined) => (ms === undefined ? undefined : new Date(ms).toISOString());
  return (clip) => ({
    takeId: take.takeId,
    storyboardId: take.storyboardId,
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
    inputs: take.request.inputs.map(({ url, ...input }) => ({ ...input, url: safeUrl(url) })),
    costCents: take.spentMicros > 0 ? toCents(take.spentMicros) : undefined,
    clip,
    fingerprint: take.fingerprint,
    createdAt: at(take.createdAt),
    submittedAt: at(take.submittedAt),
    renderedAt: at(take.renderedAt),
    ...warningsOf(take, clip),
  });
}

/** The name of a picture we keep, or of a frame, is no secret. */
function safeUrl(url: string): string | null {
  return url.startsWith(ASSET_SCHEME) || url.startsWith(FRAME_SCHEME) ? url : withoutCredentials(url);
}

function warningsOf(take: TakeRecord, clip: Clip): { warnings?: string[] } {
  const warnings = clipWarnings(take.request, clip);
  return warnings.length === 0 ? {} : { warnings };
}
