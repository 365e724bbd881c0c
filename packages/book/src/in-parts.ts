import type { PlannedStoryboard } from '@cineflow/core';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Book } from './book.ts';
import type { KeptAnswer, Moved } from './calls.ts';
import type { Driver } from './driver.ts';
import { headOf } from './procedures/accept-storyboard.ts';
import { AT_ONCE } from './procedures/errand.ts';
import { findStale, retryParts, type Retryable } from './procedures/retry.ts';
import type { TakeRecord } from './records.ts';

/** Pause between parts, ms, which lets creates through. */
const PAUSE_MS = 2;

type AcceptArgs = { storyboard: PlannedStoryboard; kept?: KeptAnswer | undefined };
type AcceptVerdict = { verdict: 'accepted' | 'superseded' | 'picture-gone' };

/** Stores a storyboard; more than one part as an invisible draft, published in one short step. */
export async function acceptInParts(
  driver: Driver,
  { storyboard, kept }: AcceptArgs,
): Promise<AcceptVerdict> {
  const { id, providerId, takes } = storyboard;
  const last = kept ? { kept } : {};
  if (takes.length <= AT_ONCE) {
    return (await driver.write('storyboards.acceptWhole', { storyboard, ...last })) as AcceptVerdict;
  }
  const draft = (await driver.write('storyboards.openDraft', { head: headOf(storyboard) })) as {
    verdict: 'open' | 'picture-gone';
  };
  if (draft.verdict === 'picture-gone') return { verdict: draft.verdict };
  for (let start = 0; start < takes.length; start += AT_ONCE) {
    const part = takes.slice(start, start + AT_ONCE);
    await driver.write('storyboards.addTakes', { id, providerId, takes: part, place: start + 1 });
    await sleep(PAUSE_MS);
  }
  return (await driver.write('storyboards.publish', { id, ...last })) as AcceptVerdict;
}

/** Retries takes; large sets are decided in one short step and moved part by part. */
export async function retryInParts(
  driver: Driver,
  args: Parameters<Book['takes']['retry']>[0],
): ReturnType<Book['takes']['retry']> {
  type Reply = Awaited<ReturnType<Book['takes']['retry']>>;
  if (args.takeIds.length <= AT_ONCE) return (await driver.write('takes.retryNow', args)) as Reply;
  const { takeIds, ...decision } = args;
  const takes = await retryableInParts(driver, takeIds);
  const stale = findStale(takeIds, takes);
  if (stale) return stale;
  const id = randomUUID();
  const reply = (await driver.write('takes.orderRetry', {
    ...decision,
    id,
    parts: retryParts(takes),
  })) as Reply;
  if (reply.verdict !== 'retried') return reply;
  const moved = [...reply.moved];
  try {
    for (;;) {
      const part = (await driver.write('takes.carryOn', { id })) as Moved & { isDone: boolean };
      if (part.isDone) break;
      moved.push(...part.moved);
      await sleep(PAUSE_MS);
    }
  } catch {
    // The decision is committed: the upkeep finishes the rest.
  }
  return { ...reply, moved };
}

/** What a retry depends on; what changes meanwhile belongs to another generation. */
async function retryableInParts(driver: Driver, takeIds: readonly string[]): Promise<Retryable[]> {
  const found: Retryable[] = [];
  for (let start = 0; start < takeIds.length; start += AT_ONCE) {
    const some = takeIds.slice(start, start + AT_ONCE);
    for (const take of (await driver.read('takes.retryable', { takeIds: some })) as Retryable[])
      found.push(take);
  }
  return found;
}

/** Takes of a storyboard, paged internally if no limit is given. */
export async function takesInParts(
  driver: Driver,
  args: Parameters<Book['storyboards']['takes']>[0],
): Promise<TakeRecord[]> {
  if (args.limit !== undefined) return (await driver.read('storyboards.takes', args)) as TakeRecord[];
  const found: TakeRecord[] = [];
  for (let after = args.after ?? 0; ;) {
    const page = (await driver.read('storyboards.takes', { ...args, after, limit: AT_ONCE })) as TakeRecord[];
    for (const take of page) found.push(take);
    const last = page.at(-1);
    if (last === undefined || page.length < AT_ONCE) return found;
    after = last.place;
  }
}

/** Operations of a storyboard, a range of places per read. */
export async function operationsInParts(
  driver: Driver,
  { id }: { id: string },
): ReturnType<Book['operations']['ofStoryboard']> {
  type Operations = Awaited<ReturnType<Book['operations']['ofStoryboard']>>;
  const found: Operations = [];
  for (let after = 0; ; after += AT_ONCE) {
    const args = { id, after, upTo: after + AT_ONCE };
    const page = (await driver.read('operations.page', args)) as { operations: Operations; isLast: boolean };
    for (const operation of page.operations) found.push(operation);
    if (page.isLast) return found;
  }
}
