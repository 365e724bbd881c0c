import type { CollectErrorKind } from '@cineflow/storage';

/** What follows a download that brought no clip. The clip is paid for: it is never given up here. */
export interface CollectDecision {
  reason: 'storage' | 'download';
  retryInMs: number;
  /** The link itself is distrusted: the next attempt asks the provider for a fresh one. */
  dropLink: boolean;
}

const BASE_MS = 500;
/** Longest delay of a download, ms. */
export const CAP_MS = 15 * 60_000;
const NO_ROOM_MS = 5_000;
const TAKEN_OVER_MS = 1_000;
/** A link that only breaks off is distrusted every third time: the rest of the same answer is worth more. */
const FRESH_LINK_EVERY = 3;

/**
 * Decides by the kind of failure and the number of failures in a row. `random` in [0, 1) spreads the next attempt by
 * ±20 %.
 */
export function decideAfterCollect(
  kind: CollectErrorKind,
  failuresBefore: number,
  random: number,
): CollectDecision {
  const spread = 0.8 + 0.4 * random;
  const backoffMs = Math.round(Math.min(CAP_MS, BASE_MS * 2 ** Math.min(failuresBefore, 20)) * spread);
  switch (kind) {
    case 'storage-unavailable':
      return { reason: 'storage', retryInMs: Math.round(NO_ROOM_MS * spread), dropLink: false };
    case 'aborted':
      return { reason: 'download', retryInMs: TAKEN_OVER_MS, dropLink: false };
    case 'link-dead':
    case 'wrong-content':
    case 'too-large':
      return { reason: 'download', retryInMs: backoffMs, dropLink: true };
    case 'cut':
    case 'slow':
    case 'network': {
      const dropLink = failuresBefore % FRESH_LINK_EVERY === FRESH_LINK_EVERY - 1;
      return { reason: 'download', retryInMs: backoffMs, dropLink };
    }
  }
}
