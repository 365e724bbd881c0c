import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { setTimeout as sleep } from 'node:timers/promises';
import { pickNumber } from '../harness/random.ts';
import { chaosEnvironment } from '../harness/patch.ts';
import type { Striking } from './striking.ts';
import { mutantPatches } from './mutants.ts';
import { startAgain } from './slots.ts';
import type { BillingFixture } from './fixture.ts';

const BOOK = fileURLToPath(new URL('../../apps/worker/scripts/book.ts', import.meta.url));
const run = promisify(execFile);
/** Age of the restored copy, ms. */
const AGE_MS = [1500, 4000] as const;
/** Time in which a book without its last attempts would send, ms. */
const STAND_MS = 6000;
const RESTORE_MAX_MS = 60_000;
/** Minimum number of attempts missing in the copy, and the wait for them, ms. */
const ATTEMPTS = 5;
const ATTEMPTS_MAX_MS = 15_000;

/**
 * Restores an older copy of the book: nothing may be sent until `book restore`. Users pause, since later orders are
 * lost.
 */
export async function rollBackBook(striking: Striking): Promise<void> {
  const { fixture, random, count } = striking;
  await using _ = await fixture.people.pause();
  await withoutProcesses(fixture, () => fixture.book.copy());
  const atCopy = await received(fixture);
  await sleep(pickNumber(random, ...AGE_MS));
  // A complete copy proves nothing.
  const until = performance.now() + ATTEMPTS_MAX_MS;
  while ((await received(fixture)) < atCopy + ATTEMPTS && performance.now() < until) await sleep(100);
  await withoutProcesses(fixture, () => fixture.book.rollBack());
  count('book rolled back');
  const atReturn = await received(fixture);
  await sleep(STAND_MS);
  const sent = (await received(fixture)) - atReturn;
  // A copy with all attempts may continue.
  if (sent > 0 && atReturn > atCopy)
    fixture.oddities.push(`${sent} creates were sent by a book that had been rolled back`);
  await restore(striking);
}

async function withoutProcesses(fixture: BillingFixture, action: () => Promise<void>): Promise<void> {
  const slots = [fixture.api, ...fixture.workers];
  for (const slot of slots) {
    while (slot.busy) await sleep(20);
    slot.busy = true;
  }
  await Promise.all(slots.map(({ process }) => process.kill('SIGKILL')));
  await action();
  await Promise.all(slots.map(startAgain));
  for (const slot of slots) slot.busy = false;
}

async function received(fixture: BillingFixture): Promise<number> {
  const bill = await fetch(`${fixture.sandbox.url}/bill?operations=false`);
  return ((await bill.json()) as { creates: { received: number } }).creates.received;
}

/** Workers are still killed; an operator repeats a failed command. */
async function restore({ plan, fixture }: Striking): Promise<void> {
  const env = {
    PATH: process.env['PATH'],
    HOME: process.env['HOME'],
    ...fixture.env,
    ...chaosEnvironment(mutantPatches(plan)),
    REDIS_URL: fixture.redis.url(),
  };
  for (const until = performance.now() + RESTORE_MAX_MS; performance.now() < until; await sleep(500)) {
    const done = await run(process.execPath, [BOOK, 'restore'], { env, timeout: RESTORE_MAX_MS }).then(
      ({ stdout }) => stdout,
      (error: unknown) => (plan.print(`book restore: ${String(error)}`), null),
    );
    if (done !== null) return plan.print(done.trim());
  }
  fixture.oddities.push('book restore did not succeed');
}
