import { Clip } from '@cineflow/contracts';
import type { TakeRecord } from '@cineflow/book';
import type { ClipStore } from '@cineflow/storage';
import { z } from 'zod';
import { keyOf } from './clip-record.ts';

const Sidecar = z.object({ takeId: z.string(), operationId: z.string(), clip: Clip });

/**
 * Finds the clip of this take that a worker stored but did not report. Null if there is none, or its bytes have
 * changed.
 */
export async function findStored(store: ClipStore, take: TakeRecord): Promise<Clip | null> {
  const sidecar = Sidecar.safeParse(parse(await store.readSidecar(keyOf(take)))).data;
  if (sidecar?.takeId !== take.takeId || sidecar.operationId !== take.operationId) return null;
  if (sidecar.clip.key !== keyOf(take)) return null;
  return (await store.verify(sidecar.clip)) ? sidecar.clip : null;
}

function parse(text: string | null): unknown {
  try {
    return JSON.parse(text ?? 'null');
  } catch {
    return null;
  }
}
