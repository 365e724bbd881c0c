import { Clip } from '@cineflow/contracts';
import { defined, toMicros } from '@cineflow/core';
import { z } from 'zod';
import type { WorkerContext } from '../context.ts';

/** The fields of a sidecar that identify its clip. */
const Sidecar = z.object({
  takeId: z.string(),
  provider: z.string(),
  fingerprint: z.string(),
  apiKeyName: z.string().optional(),
  operationId: z.string().optional(),
  operationRef: z.string().optional(),
  costCents: z.number().optional(),
  clip: Clip,
});
type Sidecar = z.infer<typeof Sidecar>;

/** Books every stored clip and completes its takes. Returns the number of clips. */
export async function mergeSidecars(context: WorkerContext): Promise<number> {
  let merged = 0;
  for await (const content of context.store.sidecars()) {
    const sidecar = Sidecar.safeParse(content).data;
    if (sidecar === undefined || !(await isThere(context, sidecar))) continue;
    await mergeSidecar(context, sidecar);
    merged += 1;
  }
  return merged;
}

async function isThere({ store }: WorkerContext, { clip }: Sidecar): Promise<boolean> {
  const stored = await store.stat(clip.key).catch(() => null);
  return stored?.sizeBytes === clip.sizeBytes;
}

async function mergeSidecar({ book }: WorkerContext, sidecar: Sidecar): Promise<void> {
  const {
    takeId,
    provider: providerId,
    fingerprint,
    apiKeyName,
    operationId,
    operationRef,
    costCents,
    clip,
  } = sidecar;
  await book.contents.adopt({
    fingerprint,
    takeId,
    ...defined({ apiKeyName }),
    clip,
  });
  // A take without an operation reused another clip, and will find it again.
  if (operationId === undefined) return;
  const detail = { operationId, detail: 'known from the clip in the store' };
  const costMicros = costCents === undefined ? undefined : toMicros(costCents);
  const { verdict } = await book.takes.accept({
    takeId,
    providerId,
    operationId,
    operationRef,
    costMicros,
    detail,
  });
  if (verdict === 'unknown') return book.restore.operation({ providerId, operationId, operationRef, takeId });
  await book.takes.render({ takeId, operationId, output: null, detail });
  await book.takes.store({ takeId, clip, detail: { detail: clip.key } });
}
