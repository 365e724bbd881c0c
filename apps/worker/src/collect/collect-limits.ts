import type { Settings } from '@cineflow/settings';
import type { ReceiveLimits } from '@cineflow/storage';

const MAX_BYTES = 4 * 1024 ** 3;
const TOTAL_TIMEOUT_MS = 3_600_000;
const MIN_BYTES_PER_SECOND = 8 * 1024;

/** What one download may cost. A bandwidth cap of our own must not look like a slow server. */
export function collectLimits({ concurrency, maxBytesPerSecond }: Settings['collect']): ReceiveLimits {
  const fairShare = (maxBytesPerSecond ?? Infinity) / concurrency;
  return {
    maxBytes: MAX_BYTES,
    totalTimeoutMs: TOTAL_TIMEOUT_MS,
    minBytesPerSecond: Math.min(MIN_BYTES_PER_SECOND, fairShare / 4),
  };
}
