import { Film } from '@cineflow/contracts';
import { z } from 'zod';
import type { WorkerContext } from '../context.ts';

/** The part of a sidecar that tells whose film lies beside it. */
const Sidecar = z.object({
  take: z.string(),
  provider: z.string(),
  fingerprint: z.string(),
  operationId: z.string().optional(),
  costCents: z.number().optional(),
  film: Film,
});
type Sidecar = z.infer<typeof Sidecar>;

/** Registers every film that lies in the store, and brings the takes they were made for to their end. */
export async function restoreFilms(context: WorkerContext): Promise<void> {
  const { store, log } = context;
  let restored = 0;
  for await (const content of store.sidecars()) {
    const sidecar = Sidecar.safeParse(content).data;
    if (sidecar && (await isThere(context, sidecar)) && (await restoreFilm(context, sidecar))) restored += 1;
  }
  if (restored > 0) log.warn({ films: restored }, 'stored films are known again');
}

async function isThere({ store }: WorkerContext, { film }: Sidecar): Promise<boolean> {
  const found = await store.stat(film.key).catch(() => null);
  return found?.sizeBytes === film.sizeBytes;
}

async function restoreFilm({ ledger }: WorkerContext, sidecar: Sidecar): Promise<boolean> {
  const { take, provider, fingerprint, operationId, costCents, film } = sidecar;
  const { verdict } = await ledger.restoreFilm(fingerprint, take, film);
  // A take without an operation was given the film of another one; it finds that film again by itself.
  if (operationId !== undefined) {
    const lane = ledger.lane(provider);
    const detail = { operationId, detail: 'known from the film in the store' };
    const cost = costCents === undefined ? {} : { costCents };
    await lane.accepted({ take, operationId, firstPollMs: 0, ...cost, detail });
    await lane.rendered({ take, operationId, link: '', detail });
    await lane.filmKept({ take, event: 'store', film, detail: { detail: film.key } });
  }
  return verdict === 'restored';
}
