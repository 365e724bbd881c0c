import { Film } from '@cineflow/contracts';
import { PARKED_MS, type Step, type StepResult, type TakeJob } from '@cineflow/queue';
import { CollectError } from '@cineflow/storage';
import type { Account } from '../accounts.ts';
import type { WorkerContext } from '../context.ts';
import { addPoster } from './add-poster.ts';
import { fetchAgain } from './fetch-again.ts';
import { keyOf, sidecarOf } from './film-record.ts';

/** Time after which a store that could not be read is asked again, ms. */
const STORAGE_MS = 5000;

interface Job {
  context: WorkerContext;
  account: Account;
  step: Step<TakeJob>;
}

/** The film of this content, as the ledger has it, and the take it was made for. */
interface Stored {
  film: string;
  owner: string;
}

/**
 * This very content was paid for before: if its film is still whole, or the provider still has it, the take gets it for
 * nothing. If not, the take goes back into the line and the film is made again.
 */
export async function reuseFilm(job: Job, stored: Stored): Promise<StepResult> {
  try {
    return await reuse(job, stored);
  } catch (error) {
    // A folder that is gone or full is no lost film: nothing is paid again for it.
    if (!(error instanceof CollectError)) throw error;
    const { account, step } = job;
    const wait = {
      reason: 'storage',
      retryInMs: STORAGE_MS,
      detail: error.message,
      dropLink: false,
    } as const;
    await account.ledger.postponeCollect(step.data.take, wait);
    await step.log(`the stored film cannot be reached: ${error.message}`);
    return { kind: 'park', ms: STORAGE_MS };
  }
}

async function reuse(job: Job, stored: Stored): Promise<StepResult> {
  const { context, account, step } = job;
  const take = await context.ledger.take(step.data.take);
  if (!take) return { kind: 'done', value: 'this take is gone' };
  const film = await findWhole(job, stored);
  if (film === null) {
    await step.log('the provider does not have it any more; it is made again');
    await context.doorbell(account.provider.id, await account.ledger.filmLost(take.id, stored.film));
    return { kind: 'park', ms: PARKED_MS };
  }
  const reused = await context.store.reuse(film, keyOf(take), sidecarOf(take));
  const detail = { detail: film.key };
  const reply = await account.ledger.filmKept({ take: take.id, event: 'reuse', film: reused, detail });
  await context.doorbell(account.provider.id, {
    ...reply,
    admitted: reply.admitted.filter((id) => id !== take.id),
  });
  addPoster(context, reused);
  await step.log(`skipped: the same content is stored already as ${film.key}`);
  return { kind: 'done', value: reused.key };
}

async function findWhole({ context, account, step }: Job, stored: Stored): Promise<Film | null> {
  const film = Film.parse(JSON.parse(stored.film));
  if (await context.store.verify(film)) return film;
  await step.log(`the stored film ${film.key} is gone or damaged; the provider is asked for it`);
  return fetchAgain(context, account, { owner: stored.owner, wanting: film });
}
