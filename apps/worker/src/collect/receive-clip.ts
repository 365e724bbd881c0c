import type { Clip } from '@cineflow/contracts';
import type { TakeRecord } from '@cineflow/book';
import type { ClipOutput } from '@cineflow/core';
import type { Provider } from '@cineflow/providers';
import type { WorkerContext } from '../context.ts';
import { fetchClipFrom } from './fetch-clip.ts';
import { collectLimits } from './collect-limits.ts';
import { keyOf, sidecarOf } from './clip-record.ts';

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
