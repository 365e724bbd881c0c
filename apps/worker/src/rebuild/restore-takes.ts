import type { JournaledTake } from '@cineflow/ledger';
import type { WorkerContext } from '../context.ts';

/** Tells the ledger again what the journals know of attempts; what it knows already changes nothing. */
export async function restoreTakes(context: WorkerContext, takes: readonly JournaledTake[]): Promise<void> {
  for (const take of takes) await restoreTake(context, take);
}

async function restoreTake({ ledger }: WorkerContext, journaled: JournaledTake): Promise<void> {
  const { take, attempt } = journaled;
  const lane = ledger.lane(journaled.provider);
  const claimed = new Set<number>();
  // The last one first: it is the operation of the film, the others are those of attempts that failed.
  for (const fact of journaled.accepted.toSorted((a, b) => b.attempt - a.attempt)) {
    const { operationId, costCents } = fact;
    const { verdict } = await lane.accepted({
      take,
      operationId,
      firstPollMs: 0,
      ...(costCents === undefined ? {} : { costCents }),
      detail: { attempt: fact.attempt, operationId, detail: 'known from a journal' },
    });
    if (verdict === 'unknown') return;
    // The provider gave two creates one id, or another take adopted this one: what became of ours is unknown.
    if (verdict === 'bound') claimed.add(fact.attempt);
  }
  const open = [
    ...journaled.open,
    ...journaled.intents.filter((intent) => claimed.has(intent.attempt)),
  ].toSorted((a, b) => b.attempt - a.attempt)[0];
  await lane.restoreAttempt({
    take,
    attempt,
    ...(open ? { open: { holder: open.holder, at: open.at } } : {}),
    ...(journaled.refusal?.failure ? { failure: journaled.refusal.failure } : {}),
  });
}
