import { requestCollect, ringTake, startPollers } from '@cineflow/queue';
import type { Account } from '../accounts.ts';
import type { WorkerContext } from '../context.ts';

/** Walks over every open take and mends what a crash left between two steps. */
export async function auditLanes(context: WorkerContext): Promise<void> {
  for (const account of context.accounts.values()) {
    await startPollers(context.queues, account.provider.id);
    await auditLane(context, account);
  }
}

async function auditLane(context: WorkerContext, { provider, ledger }: Account): Promise<void> {
  // A step that has shown no progress for longer than a lock and a send can last was lost.
  const lostAfterMs = context.settings.worker.stallMs + context.sendBudgetMs;
  let cursor = '0';
  do {
    const audit = await ledger.audit(cursor, lostAfterMs);
    await context.doorbell(provider.id, audit);
    for (const take of audit.ring) await ringTake(context.queues, { take, provider: provider.id }, 0);
    for (const take of audit.collect) await requestCollect(context.queues, { take, provider: provider.id });
    if (audit.repaired > 0)
      context.log.warn({ provider: provider.id, repaired: audit.repaired }, 'takes repaired');
    cursor = audit.cursor;
  } while (cursor !== '0');
}
