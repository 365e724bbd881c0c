import type { Clip } from '@cineflow/contracts';
import type { TakeRecord } from '@cineflow/book';
import type { Provider } from '@cineflow/providers';
import type { WorkerContext } from '../context.ts';
import { fetchClipFrom } from './fetch-clip.ts';
import { collectLimits } from './collect-limits.ts';
import { keyOf, sidecarOf } from './clip-record.ts';

/**
 * Downloads the clip of a take from a link of its provider, and stores it under the take's name.
 * @throws CollectError
 */
export function receiveClip(
  context: WorkerContext,
  provider: Provider,
  { take, url }: { take: TakeRecord; url: string },
): Promise<Clip> {
  return context.store.receive({
    key: keyOf(take),
    fetch: fetchClipFrom(context, provider, url),
    limits: collectLimits(context.settings.collect),
    sidecar: sidecarOf(take),
    signal: context.stopping,
  });
}
