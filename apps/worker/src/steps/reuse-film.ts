import { Film } from '@cineflow/contracts';
import { PARKED_MS, type Step, type StepResult, type TakeJob } from '@cineflow/queue';
import type { Account } from '../accounts.ts';
import type { WorkerContext } from '../context.ts';
import { keyOf, sidecarOf } from './film-record.ts';

/**
 * This very content was paid for before: if its film is still whole, the take gets it for nothing. If it
 * is not, the take goes back into the line and the film is made again.
 */
export async function reuseFilm(
  job: { context: WorkerContext; account: Account; step: Step<TakeJob> },
  stored: string,
): Promise<StepResult> {
  const { context, account, step } = job;
  const take = await context.ledger.take(step.data.take);
  if (!take) return { kind: 'done', value: 'this take is gone' };
  const film = Film.parse(JSON.parse(stored));
  if (!(await context.store.verify(film))) {
    await step.log(`the stored film ${film.key} is gone or damaged; it is made again`);
    await context.doorbell(account.provider.id, await account.ledger.filmLost(take.id, stored));
    return { kind: 'park', ms: PARKED_MS };
  }
  const reused = await context.store.reuse(film, keyOf(take), sidecarOf(take));
  const detail = { detail: film.key };
  const reply = await account.ledger.filmKept({ take: take.id, event: 'reuse', film: reused, detail });
  await context.doorbell(account.provider.id, {
    ...reply,
    admitted: reply.admitted.filter((id) => id !== take.id),
  });
  await step.log(`skipped: the same content is stored already as ${film.key}`);
  return { kind: 'done', value: reused.key };
}
