import type { Clip } from '@cineflow/contracts';
import type { TakeRecord } from '@cineflow/book';
import type { ClipOutput } from '@cineflow/core';
import type { Provider } from '@cineflow/providers';
import type { WorkerContext } from '../context.ts';
import { fetchClipFrom } from './fetch-clip.ts';
import { keyOf, sidecarOf } from './clip-record.ts';
import type { Settings } from '@cineflow/settings';
import type { ReceiveLimits } from '@cineflow/storage';

const MAX_BYTES = 4 * 1024 ** 3;
const TOTAL_TIMEOUT_MS = 3_600_000;
const MIN_BYTES_PER_SECOND = 8 * 1024;

/**
 * Downloads a take's clip and stores it under the take's name.
 * @throws CollectError
 */
export function receiveClip(
  context: WorkerContext,
  provider: Provider,
  { take, output }: { take: TakeRecord; output: ClipOutput },
): Promise<Clip> {
  return context.store.receive({
    key: keyOf(take),
    fetch: fetchClipFrom(context, provider, output),
    limits: collectLimits(context.settings.collect),
    sidecar: sidecarOf(take),
    signal: context.stopping,
  });
}

/** What one download may cost. A bandwidth cap of our own must not look like a slow server. */
function collectLimits({ concurrency, maxBytesPerSecond }: Settings['collect']): ReceiveLimits {
  const fairShare = (maxBytesPerSecond ?? Infinity) / concurrency;
  return {
    maxBytes: MAX_BYTES,
    totalTimeoutMs: TOTAL_TIMEOUT_MS,
    minBytesPerSecond: Math.min(MIN_BYTES_PER_SECOND, fairShare / 4),
  };
}
