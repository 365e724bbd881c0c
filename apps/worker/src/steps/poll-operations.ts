import type { BatchHealth, Reschedule } from '@cineflow/ledger';
import type { LaneJob, Step, StepResult } from '@cineflow/queue';
import { accountOf, type WorkerContext } from '../context.ts';
import { pollOperation, type Polled } from './poll-operation.ts';

/** Operations asked for at the same time by one poller. */
const BATCH = 50;
const POLL_TIMEOUT_MS = 15_000;
/** A claim that is not reported back this long after its poll may be claimed by another poller, ms. */
const LEASE_MARGIN_MS = 2000;
/** Nobody is told when an earlier poll becomes due, so no poller sleeps longer than this. */
const SLEEP_MAX_MS = 1000;
const SLEEP_MIN_MS = 20;
/** A poller looks this often at least; a first poll that is due sooner has to wake it. */
export const POLLER_IDLE_MS = 2000;
/** A spare poller that found no backlog looks again so much later. */
const SPARE_MS = 3000;

/** The processor of queue `polls`: asks for every operation that is due, then sleeps until the next one is. */
export async function pollOperations(context: WorkerContext, step: Step<LaneJob>): Promise<StepResult> {
  const account = accountOf(context, step.data.provider);
  if (!account) return { kind: 'park', ms: POLLER_IDLE_MS };
  // What a dead worker claimed is asked for again as soon as the rest of its work is taken over.
  const timeoutMs = Math.min(POLL_TIMEOUT_MS, context.settings.worker.stallMs);
  const { claims, nextDueAt, now } = await account.ledger.claimDue(BATCH, timeoutMs + LEASE_MARGIN_MS);
  if (claims.length > 0) {
    const polled = await Promise.all(
      claims.map((claim) => pollOperation({ context, account, claim, timeoutMs })),
    );
    const reply = await account.ledger.reschedule(polled.flatMap(toReschedule), healthOf(polled));
    await context.doorbell(account.provider.id, reply);
    if (claims.length === BATCH) return { kind: 'park', ms: 0 };
    return sleep(step, reply.nextPollMs);
  }
  return sleep(step, nextDueAt === undefined ? undefined : nextDueAt - now);
}

/** One poller wakes for what is due next; a spare one only looks whether there is a backlog. */
function sleep(step: Step<LaneJob>, nextPollMs: number | undefined): StepResult {
  if (step.data.isSpare) return { kind: 'park', ms: SPARE_MS };
  if (nextPollMs === undefined) return { kind: 'park', ms: POLLER_IDLE_MS };
  return { kind: 'park', ms: Math.min(SLEEP_MAX_MS, Math.max(SLEEP_MIN_MS, nextPollMs)) };
}

function toReschedule({ again }: Polled): Reschedule[] {
  return again ? [again] : [];
}

/** One answer is enough to know that the provider can be asked. */
function healthOf(polled: readonly Polled[]): BatchHealth {
  if (polled.some(({ answered }) => answered === true)) return 'good';
  return polled.some(({ answered }) => answered === false) ? 'failed' : 'unknown';
}
