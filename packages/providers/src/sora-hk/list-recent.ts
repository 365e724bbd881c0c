import { readDate, readPause } from '../evidence.ts';
import type { CallContext, ListedOperation, RecentOperations } from '../spec.ts';
import { type Account, askAccount } from './account.ts';
import { readTaskList, type TaskPage } from './read-task-list.ts';
import { readReply } from './wire.ts';

const pageSize = 100;
/** A take that could not be settled for a day is looked for behind all that was ordered since. */
const maxPages = 300;
/** Date headers and creation times are cut to the second. */
const clockMarginMs = 2_000;

/**
 * Lists the operations created since a time on our clock, and some older ones. Reads pages until one ends before that
 * time, at most 300. Incomplete when a page failed, the bound was reached, rows went meanwhile, or a row cannot be
 * told apart for lack of an id, a time or a prompt: any such row might be the one that is looked for.
 */
export async function listRecent(
  account: Account,
  since: Date,
  context: CallContext,
): Promise<RecentOperations> {
  const found = new Map<string, ListedOperation>();
  const walk = new Walk();
  let clockOffsetMs = 0;
  let pause = {};
  let fromMs = since.getTime() - clockMarginMs;
  for (let page = 1; walk.goesOn && page <= maxPages; page++) {
    if (page > 1 && (await context.mayAsk?.()) === false) break;
    const exchange = await askAccount(account, `/tasks?page=${page}&page_size=${pageSize}`, context);
    const reply = readReply(exchange);
    const list = reply?.code === 200 ? readTaskList(reply.data) : undefined;
    pause = readPause(exchange);
    if (exchange.kind === 'failure' || list === undefined) break;
    const providerDate = readDate(exchange.headers['date']);
    if (providerDate) clockOffsetMs = providerDate.getTime() - exchange.receivedAtMs;
    fromMs = Math.min(fromMs, since.getTime() + clockOffsetMs - clockMarginMs);
    const known = found.size;
    for (const operation of list.operations) found.set(operation.operationId, operation);
    walk.pass(list, fromMs, found.size > known);
  }
  const isRecent = ({ createdAt }: ListedOperation): boolean =>
    createdAt === undefined || Date.parse(createdAt) >= fromMs;
  return {
    operations: [...found.values()].filter(isRecent),
    complete: walk.isComplete,
    clockOffsetMs,
    ...pause,
  };
}

/** Decides when enough pages were seen. The order of the list is not documented, so it is watched. */
class Walk {
  goesOn = true;
  isComplete = false;
  #isWhole = true;
  #isNewestFirst = true;
  #oldestMs = Infinity;
  #total = 0;

  pass(page: TaskPage, fromMs: number, hasNew: boolean): void {
    this.#isWhole &&= !page.hasUnreadable;
    // Rows that go while it is read move others to pages that were read already.
    this.#isWhole &&= (page.total ?? this.#total) >= this.#total;
    this.#total = page.total ?? this.#total;
    for (const { createdAt, prompt } of page.operations) {
      const createdMs = createdAt === undefined ? Number.NaN : Date.parse(createdAt);
      this.#isNewestFirst &&= createdMs <= this.#oldestMs;
      this.#oldestMs = createdMs;
      this.#isWhole &&= createdMs < fromMs || (!Number.isNaN(createdMs) && prompt !== undefined);
    }
    const isPast = this.#isNewestFirst && this.#oldestMs < fromMs;
    // Only an empty page proves the end: page sizes may be capped, and nobody says what `total` counts.
    const isEnd = page.rowCount === 0;
    // A provider that ignores `page` would show the same rows for ever.
    const isStuck = page.rowCount > 0 && !hasNew;
    this.goesOn = !isPast && !isEnd && !isStuck;
    this.isComplete = this.#isWhole && (isPast || isEnd);
  }
}
