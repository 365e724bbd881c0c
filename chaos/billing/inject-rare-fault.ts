import { pickNumber } from '../harness/random.ts';
import type { RareFault } from './billing-plan.ts';
import type { BookFault } from './book-place.ts';
import { dealToBeliefs, type BeliefFault } from './inject-belief-fault.ts';
import { chooseWorker, type Striking } from './striking.ts';
import { intrude } from './intrude.ts';
import { rollBackBook } from './roll-back-book.ts';
import { freezeInTransaction } from './slots.ts';
import type { BillingFixture } from './fixture.ts';

/** Partly longer than the lock timeout of a book. */
const FREEZE_MS = [1500, 7000] as const;
const FILL_MS = [1000, 3000] as const;
/** Age of the Redis dump used for a rollback, ms. */
const DUMP_AGE_MS = [1000, 6000] as const;
const busy = new WeakMap<BillingFixture, Set<'redis' | 'book'>>();

/** Injects a fault into Redis, the book, or both; false if one is already active. */
export async function injectRareFault(kind: RareFault, striking: Striking): Promise<boolean> {
  switch (kind) {
    case 'redis-empty':
    case 'redis-cut':
    case 'redis-roll-back':
    case 'redis-fail-over':
    case 'redis-freeze':
    case 'redis-restart':
      return alone(['redis'], striking, () => dealToRedis(kind, striking));
    case 'book-restart':
      return alone(['book'], striking, () => dealToBook('restart', striking));
    case 'book-freeze':
      return alone(['book'], striking, () => dealToBook('freeze', striking));
    case 'book-fail-over':
      return alone(['book'], striking, () => dealToBook('failOver', striking));
    case 'book-fill':
      return alone(['book'], striking, () => dealToBook('fill', striking));
    case 'book-roll-back':
      return alone(['redis', 'book'], striking, () => rollBackBook(striking));
    case 'intruder':
      return alone(['redis', 'book'], striking, () => intrude(striking));
    case 'redis-silence':
    case 'provider-silence':
    case 'list-late':
    case 'list-lie':
    case 'clock-jump':
      return dealToBeliefs(kind, striking);
    case 'transaction':
      return stopTransaction(striking);
  }
}

async function alone(
  parts: readonly ('redis' | 'book')[],
  { fixture }: Striking,
  fault: () => Promise<void>,
): Promise<boolean> {
  const taken = busy.get(fixture) ?? new Set();
  busy.set(fixture, taken);
  if (parts.some((part) => taken.has(part))) return false;
  for (const part of parts) taken.add(part);
  try {
    await fault();
    return true;
  } finally {
    for (const part of parts) taken.delete(part);
  }
}

async function dealToRedis(
  kind: Exclude<Extract<RareFault, `redis-${string}`>, BeliefFault>,
  { fixture: { redis }, random, count }: Striking,
): Promise<void> {
  count(kind.replaceAll('-', ' '));
  switch (kind) {
    case 'redis-empty':
      return redis.empty();
    case 'redis-cut':
      return redis.cutOff(random);
    case 'redis-roll-back':
      await redis.dump();
      await new Promise((resolve) => setTimeout(resolve, pickNumber(random, ...DUMP_AGE_MS)));
      return redis.rollBack();
    case 'redis-fail-over':
      if ((await redis.failOver(random)) === 'back') count('redis failed back to the first server');
      return;
    case 'redis-freeze':
      return redis.freeze(pickNumber(random, ...FREEZE_MS));
    case 'redis-restart':
      return redis.restart();
  }
}

async function dealToBook(kind: BookFault, { fixture, random, count }: Striking): Promise<void> {
  const fault = fixture.book.faults[kind];
  const range: readonly [number, number] = kind === 'fill' ? FILL_MS : FREEZE_MS;
  if (!fault) return count(`book ${kind} NOT DEALT: ${fixture.book.undealt}`);
  count(`book ${kind}`);
  await fault(pickNumber(random, ...range));
}

async function stopTransaction({ fixture, random, count }: Striking): Promise<boolean> {
  const slot = random() < 0.2 ? fixture.api : chooseWorker(fixture, random);
  const dies = random() < 0.4;
  if (!(await freezeInTransaction(slot, pickNumber(random, ...FREEZE_MS), dies))) return false;
  count(dies ? 'killed in a transaction' : 'frozen in a transaction');
  return true;
}
