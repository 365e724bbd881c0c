import { BookError, type TakeRecord } from '@cineflow/book';
import type { Clip } from '@cineflow/contracts';
import { clipWarnings } from '@cineflow/core';
import type { TakeOverlay } from '@cineflow/limiter';
import { logTake, type Step, type StepResult, type TakeJob } from '@cineflow/queue';
import { CollectError } from '@cineflow/storage';
import type { Account } from '../accounts.ts';
import { accountOf, type WorkerContext } from '../context.ts';
import { suspendSubmits } from '../maintenance/watch-storage.ts';
import { BOOK_AWAY_MS, sayBookAway } from '../say-book-away.ts';
import { addPoster } from './add-poster.ts';
import { decideAfterCollect } from './decide-after-collect.ts';
import { findOutput } from './find-output.ts';
import { findStored } from './find-stored.ts';
import { receiveClip } from './receive-clip.ts';

const NO_ACCOUNT_MS = 30_000;
const RECOVERING_MS = 1000;

interface Collect {
  context: WorkerContext;
  account: Account;
  take: TakeRecord;
  /** What Redis remembers of earlier downloads. */
  overlay: TakeOverlay | null;
}

/**
 * Processor of queue `collects`: downloads, verifies and stores a rendered clip. Never gives up a paid clip: asks for
 * a fresh link and retries.
 */
export async function collectClip(context: WorkerContext, step: Step<TakeJob>): Promise<StepResult> {
  const account = accountOf(context, step.data.providerId);
  if (!account) return { kind: 'park', ms: NO_ACCOUNT_MS };
  // A foreign book does not know the take, and its job must stay for the right one.
  if (context.recovering.reason !== null) return { kind: 'park', ms: RECOVERING_MS };
  try {
    return await collect(context, account, step.data.takeId);
  } catch (error) {
    if (!(error instanceof BookError)) throw error;
    await sayBookAway(account, step.data.takeId, error);
    return { kind: 'park', ms: BOOK_AWAY_MS };
  }
}

async function collect(context: WorkerContext, account: Account, takeId: string): Promise<StepResult> {
  const take = await context.book.takes.read({ takeId });
  if (take?.state !== 'collecting') return { kind: 'done' };
  const [overlay = null] = await account.line.overlay([takeId]);
  try {
    return await storeClip({ context, account, take, overlay });
  } catch (error) {
    if (error instanceof BookError) throw error;
    if (context.stopping.aborted) return { kind: 'park', ms: 0 };
    return postpone({ context, account, take, overlay }, error);
  }
}

async function storeClip(collecting: Collect): Promise<StepResult> {
  const { context, account, take } = collecting;
  const { takeId } = take;
  if (!(await context.store.hasRoom()))
    throw new CollectError('storage-unavailable', 'The disk is nearly full');
  const clip = (await findStored(context.store, take)) ?? (await receiveByLink(collecting));
  const detail = { detail: clip.key, sizeBytes: clip.sizeBytes, sha256: clip.sha256 };
  const { moved } = await context.book.takes.store({ takeId, clip, detail });
  await context.followUp(account.provider.id, { moved });
  context.log.info({ takeId, key: clip.key, sizeBytes: clip.sizeBytes }, 'clip stored');
  await logTake(context.queues, takeId, describeStored(take, clip));
  for (const warning of clipWarnings(take.request, clip)) {
    context.log.warn({ takeId, key: clip.key }, warning);
    await logTake(context.queues, takeId, `warning: ${warning}`);
  }
  addPoster(context, clip);
  return { kind: 'done', value: clip.key };
}

async function receiveByLink({ context, account, take, overlay }: Collect): Promise<Clip> {
  const output = await findOutput(account, { take, isDropped: overlay?.linkDropped === true });
  return receiveClip(context, account.provider, { take, output });
}

/** Writes down why there is no clip yet. An unforeseen error is treated as trouble of our own storage. */
async function postpone({ context, account, take, overlay }: Collect, error: unknown): Promise<StepResult> {
  const { takeId } = take;
  const isForeseen = error instanceof CollectError;
  const kind = isForeseen ? error.kind : 'storage-unavailable';
  const detail = isForeseen ? error.message : 'The clip could not be stored; the log says why';
  const decision = decideAfterCollect(kind, overlay?.collectFailures ?? 0, Math.random());
  context.log[isForeseen ? 'warn' : 'error']({ takeId, kind, detail, err: error }, 'clip not collected');
  if (isForeseen && kind === 'storage-unavailable') await suspendSubmits(context, detail);
  await account.line.postponeCollect({ takeId, ...decision, detail });
  const seconds = Math.round(decision.retryInMs / 100) / 10;
  await logTake(context.queues, takeId, `not collected yet: ${detail}; again in ${seconds} s`);
  return { kind: 'park', ms: decision.retryInMs };
}

function describeStored({ submittedAt = 0, renderedAt = 0 }: TakeRecord, clip: Clip): string {
  const seconds = Math.round((renderedAt - submittedAt) / 100) / 10;
  return `rendered in ${seconds} s, stored as ${clip.key} (${clip.sizeBytes} bytes, sha256 ${clip.sha256.slice(0, 12)}…)`;
}
