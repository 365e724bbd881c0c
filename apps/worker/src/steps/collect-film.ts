import type { TakeRecord } from '@cineflow/ledger';
import { logTake, type Step, type StepResult, type TakeJob } from '@cineflow/queue';
import { CollectError } from '@cineflow/storage';
import type { Account } from '../accounts.ts';
import { accountOf, type WorkerContext } from '../context.ts';
import { fetchFilmFrom } from '../fetch-film.ts';
import { keyOf, sidecarOf } from './film-record.ts';
import { findLink } from './find-link.ts';

const NO_ACCOUNT_MS = 30_000;
const NO_ROOM_MS = 10_000;
const BACKOFF_BASE_MS = 500;
const BACKOFF_MAX_MS = 300_000;
const LIMITS = { maxBytes: 4 * 1024 ** 3, totalTimeoutMs: 3_600_000, minBytesPerSecond: 8 * 1024 };

interface Collect {
  context: WorkerContext;
  account: Account;
  step: Step<TakeJob>;
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
  const collect = { context, account, step, take };
  if (!(await context.store.hasRoom()))
    return waitFor(collect, 'storage', NO_ROOM_MS, 'the disk is nearly full');
  try {
    return await storeFilm(collect);
  } catch (error) {
    if (!(error instanceof CollectError)) throw error;
    if (error.kind === 'aborted') return { kind: 'park', ms: 0 };
    const reason = error.kind === 'disk-full' ? 'storage' : 'provider';
    return waitFor(collect, reason, backoff(step.starts), error.message);
  }
}

async function storeFilm({ context, account, step, take }: Collect): Promise<StepResult> {
  const url = await findLink(account, take, step.starts > 1);
  const film = await context.store.receive({
    key: keyOf(take),
    fetch: fetchFilmFrom(context.http, account.provider, url),
    limits: LIMITS,
    sidecar: sidecarOf(take),
    signal: context.stopping,
  });
  const detail = { detail: film.key, sizeBytes: film.sizeBytes, sha256: film.sha256 };
  const reply = await account.ledger.filmKept({ take: take.id, event: 'store', film, detail });
  await logTake(
    context.queues,
    take.id,
    `stored as ${film.key} (${film.sizeBytes} bytes, sha256 ${film.sha256.slice(0, 12)}…)`,
  );
  await context.doorbell(account.provider.id, reply);
  return { kind: 'done', value: film.key };
}

async function waitFor(
  { context, account, take }: Collect,
  reason: 'storage' | 'provider',
  ms: number,
  detail: string,
): Promise<StepResult> {
  await account.ledger.setWait(take.id, { reason, untilMs: ms, detail });
  await logTake(
    context.queues,
    take.id,
    `not collected yet: ${detail}; again in ${Math.round(ms / 100) / 10} s`,
  );
  context.log.warn({ take: take.id, reason, detail }, 'film not collected yet');
  return { kind: 'park', ms };
}

function backoff(starts: number): number {
  return Math.min(BACKOFF_MAX_MS, BACKOFF_BASE_MS * 2 ** Math.min(starts - 1, 12));
}
