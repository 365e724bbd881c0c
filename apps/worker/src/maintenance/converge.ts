import { isFinal, type LineTake } from '@cineflow/core';
import { requestCollect, wakeTake, startPollers } from '@cineflow/queue';
import type { Account } from '../accounts.ts';
import type { WorkerContext } from '../context.ts';
import { SEND_MARGIN_MS } from '../submit/take-over-attempt.ts';
import { oneByOne } from './one-by-one.ts';

const PAGE = 500;

/**
 * Makes Redis match the book: puts missing or old open takes, drops unknown ones and repairs inconsistencies after a
 * crash.
 */
export async function convergeTakes(context: WorkerContext): Promise<void> {
  await carryOn(context);
  await oneByOne(context.accounts.values(), async (account) => {
    await startPollers(context.queues, account.provider.id);
    await convergeOpen(context, account);
    await dropGhosts(context, account);
  });
}

/** Finishes errands whose process died. */
async function carryOn({ book, followUp }: WorkerContext): Promise<void> {
  for (;;) {
    const { isDone, moved } = await book.takes.carryOn({});
    for (const [providerId, own] of Map.groupBy(moved, (row) => row.providerId)) {
      await followUp(providerId, { moved: own });
    }
    if (isDone) return;
  }
}

async function convergeOpen(context: WorkerContext, account: Account): Promise<void> {
  const { provider, line } = account;
  let after = '';
  for (;;) {
    const page = await context.book.takes.openVersions({ providerId: provider.id, after, limit: PAGE });
    const last = page.at(-1);
    if (last === undefined) return;
    const { behind, newer } = await line.compare({
      takes: page.map(({ takeId, version }) => [takeId, version]),
    });
    if (newer.length > 0) await confirmNewer(context, account, newer);
    if (behind.length > 0) {
      const rows = await context.book.takes.lineRows({ takeIds: behind });
      await context.followUp(provider.id, { moved: rows });
      context.log.info({ providerId: provider.id, takes: rows.length }, 'takes put to Redis again');
    }
    const takeIds = page.map(({ takeId }) => takeId);
    const { repaired, ...admission } = await line.audit({ takeIds });
    await context.wake(provider.id, admission);
    if (repaired > 0) context.log.warn({ providerId: provider.id, repaired }, 'takes repaired');
    await wakeStuck(context, account, takeIds);
    after = last.takeId;
  }
}

/** Redis is always updated after the book. If the book is still behind when read last, it was rolled back. */
async function confirmNewer(
  context: WorkerContext,
  { line, provider }: Account,
  takeIds: string[],
): Promise<void> {
  const overlays = await line.overlay(takeIds);
  const rows = await context.book.takes.lineRows({ takeIds });
  const versions = new Map(rows.map(({ takeId, version }) => [takeId, version]));
  const ahead = takeIds.filter(
    (takeId, index) => (overlays[index]?.version ?? 0) > (versions.get(takeId) ?? Infinity),
  );
  if (ahead.length === 0) return;
  for (const takeId of ahead) {
    const { operationId, operationRef } = overlays[takeIds.indexOf(takeId)] ?? {};
    const detail = { operationId, detail: 'known from Redis; the book was behind' };
    if (operationId !== undefined)
      await context.book.takes.accept({ takeId, providerId: provider.id, operationId, operationRef, detail });
    // A witness that the book cannot have: it stops everything until the book is restored.
    else await line.put({ takes: [], witness: `of ${takeId}` });
  }
  context.log.error({ takes: ahead.slice(0, 5) }, 'Redis knows more of takes than the book: nothing is sent');
  await context.epochs.close();
  context.recovering.suspect();
}

/** Wakes takes whose step was lost with its worker. */
async function wakeStuck(context: WorkerContext, { provider }: Account, takeIds: string[]): Promise<void> {
  const lostAfterMs = context.settings.worker.stallMs + context.sendBudgetMs + SEND_MARGIN_MS;
  const takes = await context.book.takes.stuck({ takeIds, olderThanMs: lostAfterMs });
  for (const { takeId, state } of takes) {
    const job = { takeId, providerId: provider.id };
    if (state === 'collecting') await requestCollect(context.queues, job);
    else await wakeTake(context.queues, job, 0);
  }
}

/** Removes takes from a lane that are not open in the book, or open at another provider. */
async function dropGhosts(context: WorkerContext, { provider, line }: Account): Promise<void> {
  let cursor = '0';
  do {
    const page = await line.ghosts({ cursor });
    const takeIds = [...new Set(page.takeIds)];
    const rows = takeIds.length === 0 ? [] : await context.book.takes.lineRows({ takeIds });
    const known = new Map<string, LineTake>(rows.map((row) => [row.takeId, row]));
    const gone = takeIds.filter((takeId) => !known.has(takeId));
    const [own = [], others = []] = [true, false].map((isOwn) =>
      rows.filter(({ providerId }) => (providerId === provider.id) === isOwn),
    );
    const final = own.filter(({ state }) => isFinal(state));
    const left = others.map(({ takeId }) => takeId);
    if (left.length > 0) await context.wake(provider.id, await line.leave({ takeIds: left }));
    if (gone.length > 0) await context.wake(provider.id, await line.drop({ takeIds: gone }));
    if (final.length > 0) await context.followUp(provider.id, { moved: final });
    cursor = page.cursor;
  } while (cursor !== '0');
}
