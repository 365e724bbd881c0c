import type { Film } from '@cineflow/contracts';
import { durationWarning } from '@cineflow/core';
import type { TakeRecord } from '@cineflow/ledger';
import { logTake, type Step, type StepResult, type TakeJob } from '@cineflow/queue';
import { CollectError } from '@cineflow/storage';
import type { Account } from '../accounts.ts';
import { accountOf, type WorkerContext } from '../context.ts';
import { holdSubmits } from '../upkeep/watch-storage.ts';
import { addPoster } from './add-poster.ts';
import { decideAfterCollect } from './decide-after-collect.ts';
import { findLink } from './find-link.ts';
import { findStored } from './find-stored.ts';
import { receiveFilm } from './receive-film.ts';

const NO_ACCOUNT_MS = 30_000;

interface Collect {
  context: WorkerContext;
  account: Account;
  take: TakeRecord;
}

/**
 * The processor of queue `collects`: downloads, verifies and stores the film of a rendered take. It holds
 * no permit and never gives up on a paid film: it asks the provider for a fresh link and tries again.
 */
export async function collectFilm(context: WorkerContext, step: Step<TakeJob>): Promise<StepResult> {
  const account = accountOf(context, step.data.provider);
  if (!account) return { kind: 'park', ms: NO_ACCOUNT_MS };
  const take = await context.ledger.take(step.data.take);
  if (take?.state !== 'collecting') return { kind: 'done' };
  const collect = { context, account, take };
  try {
    return await storeFilm(collect);
  } catch (error) {
    if (context.stopping.aborted) return { kind: 'park', ms: 0 };
    return postpone(collect, error);
  }
}

async function storeFilm({ context, account, take }: Collect): Promise<StepResult> {
  if (!(await context.store.hasRoom())) throw new CollectError('disk-full', 'The disk is nearly full');
  const film = (await findStored(context.store, take)) ?? (await receiveByLink({ context, account, take }));
  const detail = { detail: film.key, sizeBytes: film.sizeBytes, sha256: film.sha256 };
  const reply = await account.ledger.filmKept({ take: take.id, event: 'store', film, detail });
  await logTake(
    context.queues,
    take.id,
    `rendered in ${seconds(take)} s, stored as ${film.key} (${film.sizeBytes} bytes, sha256 ${film.sha256.slice(0, 12)}…)`,
  );
  const warning = durationWarning(take.order.durationSeconds, film.durationSeconds);
  if (warning !== null) {
    context.log.warn({ take: take.id, key: film.key }, warning);
    await logTake(context.queues, take.id, `warning: ${warning}`);
  }
  await context.doorbell(account.provider.id, reply);
  addPoster(context, film);
  return { kind: 'done', value: film.key };
}

async function receiveByLink({ context, account, take }: Collect): Promise<Film> {
  const url = await findLink(account, take);
  return receiveFilm(context, account.provider, { take, url });
}

/** Writes down why there is no film yet. An error nobody foresaw is treated as trouble of our own storage. */
async function postpone({ context, account, take }: Collect, error: unknown): Promise<StepResult> {
  const isForeseen = error instanceof CollectError;
  const kind = isForeseen ? error.kind : 'disk-full';
  const detail = isForeseen ? error.message : 'The film could not be stored; the log says why';
  const decision = decideAfterCollect(kind, take.collectFailures ?? 0, Math.random());
  context.log[isForeseen ? 'warn' : 'error'](
    { take: take.id, kind, detail, err: error },
    'film not collected',
  );
  if (isForeseen && kind === 'disk-full') await holdSubmits(context, detail);
  await account.ledger.postponeCollect(take.id, { ...decision, detail });
  const seconds = Math.round(decision.retryInMs / 100) / 10;
  await logTake(context.queues, take.id, `not collected yet: ${detail}; again in ${seconds} s`);
  return { kind: 'park', ms: decision.retryInMs };
}

function seconds({ submittedAt = 0, renderedAt = 0 }: TakeRecord): number {
  return Math.round((renderedAt - submittedAt) / 100) / 10;
}
