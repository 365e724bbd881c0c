import { setTimeout as sleep } from 'node:timers/promises';
import type { BatchHealth } from '@cineflow/ledger';
import type { LaneJob, Step, StepResult } from '@cineflow/queue';
import type { Account } from '../accounts.ts';
import { accountOf, type WorkerContext } from '../context.ts';
import { canPollByList, LIST_COUNT, LIST_FROM, pollByList } from './poll-by-list.ts';
import { pollEach, SINGLES, type Polled } from './poll-operation.ts';

const POLL_TIMEOUT_MS = 15_000;
/** A claim that is not reported back this long after its poll may be claimed by another poller, ms. */
const LEASE_MARGIN_MS = 2000;
/** The most a poll comes early so that it needs no look of its own, ms; a quarter of the longest wait at most. */
const EARLY_MAX_MS = 500;
/** Nobody is told when an earlier poll becomes due, so no poller sleeps longer than this. */
const SLEEP_MAX_MS = 1000;
const NAP_MIN_MS = 20;
/** Longer waits are left to the queue, where a poller can be woken. */
const NAP_MS = 500;
/** A poller goes back to the queue after so long at the latest, ms. */
const GO_ON_MS = 5000;
/** A poller looks this often at least; a first poll that is due sooner has to wake it. */
export const POLLER_IDLE_MS = 2000;

/** The processor of queue `polls`: asks for every operation that is due, then sleeps until the next one is. */
export async function pollOperations(context: WorkerContext, step: Step<LaneJob>): Promise<StepResult> {
  const account = accountOf(context, step.data.provider);
  if (account === null) return { kind: 'park', ms: POLLER_IDLE_MS };
  const until = performance.now() + GO_ON_MS;
  let look = await pollDue(context, account);
  // Short naps are taken here: a job that is delayed and fetched again costs several commands.
  while (performance.now() < until && !context.stopping.aborted) {
    if (!look.isFull && look.nextMs > NAP_MS) break;
    if (!look.isFull) await nap(look.nextMs, context.stopping);
    look = await pollDue(context, account, look.isFull);
  }
  return { kind: 'park', ms: look.isFull ? 0 : Math.min(SLEEP_MAX_MS, look.nextMs) };
}

/** The repeatable job of a provider: one look more, which does not depend on the poller. */
export async function pollAgain(context: WorkerContext, provider: string): Promise<void> {
  const account = accountOf(context, provider);
  if (account) await pollDue(context, account);
}

async function nap(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(Math.max(NAP_MIN_MS, ms), undefined, { signal }).catch(() => undefined);
}

/** What one look at an account came to: a batch that was full, or the time in ms until somebody should look again. */
type Look = { isFull: true } | { isFull: false; nextMs: number };

async function pollDue(context: WorkerContext, account: Account, goesOn = false): Promise<Look> {
  const { stallMs } = context.settings.worker;
  // What a dead worker claimed is asked for again as soon as the rest of its work is taken over.
  const timeoutMs = Math.min(POLL_TIMEOUT_MS, stallMs);
  const { claims, byList, inFlight, nextAt, now } = await account.ledger.claimDue({
    count: SINGLES,
    leaseMs: timeoutMs + LEASE_MARGIN_MS,
    earlyMs: Math.min(EARLY_MAX_MS, context.poll.maxMs / 4),
    minMs: context.poll.minMs,
    perSecond: context.settings.poll.maxPerSecond,
    list: canPollByList(account) ? { from: LIST_FROM, count: LIST_COUNT } : undefined,
    goesOn,
  });
  if (claims.length === 0)
    return { isFull: false, nextMs: nextAt === undefined ? POLLER_IDLE_MS : nextAt - now };
  const round = { context, account, deadline: performance.now() + timeoutMs };
  const polled = await (byList ? pollByList({ ...round, inFlight }, claims) : pollEach(round, claims));
  const reply = await account.ledger.reschedule(
    polled.flatMap(({ again }) => again ?? []),
    healthOf(polled),
    Math.max(...polled.map(({ holdMs = 0 }) => holdMs)),
  );
  await context.doorbell(account.provider.id, reply);
  if (claims.length === (byList ? LIST_COUNT : SINGLES)) return { isFull: true };
  return { isFull: false, nextMs: reply.nextPollMs ?? POLLER_IDLE_MS };
}

/** One answer is enough to know that the provider can be asked. */
function healthOf(polled: readonly Polled[]): BatchHealth {
  if (polled.some(({ answered }) => answered === true)) return 'good';
  return polled.some(({ answered }) => answered === false) ? 'failed' : 'unknown';
}
