import { ask, type Account } from '../kit/account.ts';
import { readDate, readPause } from '../kit/evidence.ts';
import type { CallContext, ListedOperation, RecentOperations } from '../spec.ts';
import { PAGE_SIZE } from './poll.ts';
import { MODEL, PRO_MODEL } from './settings.ts';
import { isFailed, readPage, readRefund, readReply, readRowId, SHAPES, Task } from './wire.ts';

/** Enough to find a take that stayed unresolved for a day behind all later orders. */
const MAX_PAGES = 300;
/** Date headers and creation times are truncated to the second. */
const CLOCK_MARGIN_MS = 2_000;

/**
 * Lists the operations created since a time on our clock, and some older ones. Reads pages until one ends before that
 * time, at most `MAX_PAGES`.
 *
 * Incomplete if a page failed, the limit was reached or rows vanished meanwhile. Also if a row lacks id, time or
 * prompt: it could be the operation in question.
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
  let fromMs = since.getTime() - CLOCK_MARGIN_MS;
  for (let page = 1; walk.goesOn && page <= MAX_PAGES; page++) {
    if (page > 1 && (await context.mayAsk?.()) === false) break;
    const exchange = await ask(account, `/tasks?page=${page}&page_size=${PAGE_SIZE}`, context);
    const reply = readReply(exchange);
    const list = reply?.code === 200 ? readTaskList(reply.data) : undefined;
    pause = readPause(exchange);
    if (exchange.kind === 'failure' || list === undefined) break;
    const providerDate = readDate(exchange.headers['date']);
    if (providerDate) clockOffsetMs = providerDate.getTime() - exchange.receivedAtMs;
    fromMs = Math.min(fromMs, since.getTime() + clockOffsetMs - CLOCK_MARGIN_MS);
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

/** Decides when enough pages were read. The order of the list is undocumented, so it is observed. */
class Walk {
  goesOn = true;
  isComplete = false;
  #isWhole = true;
  #isNewestFirst = true;
  #oldestMs = Infinity;
  #total = 0;

  pass(page: TaskPage, fromMs: number, hasNew: boolean): void {
    this.#isWhole &&= !page.hasUnreadable;
    // Rows that vanish meanwhile move others to pages already read.
    this.#isWhole &&= (page.total ?? this.#total) >= this.#total;
    this.#total = page.total ?? this.#total;
    for (const { createdAt, prompt } of page.operations) {
      const createdMs = createdAt === undefined ? Number.NaN : Date.parse(createdAt);
      this.#isNewestFirst &&= createdMs <= this.#oldestMs;
      this.#oldestMs = createdMs;
      this.#isWhole &&= createdMs < fromMs || (!Number.isNaN(createdMs) && prompt !== undefined);
    }
    const isPast = this.#isNewestFirst && this.#oldestMs < fromMs;
    // Only an empty page proves the end: page sizes may be capped, and `total` is undocumented.
    const isEnd = page.rowCount === 0;
    // A provider that ignores `page` would repeat the same rows for ever.
    const isStuck = page.rowCount > 0 && !hasNew;
    this.goesOn = !isPast && !isEnd && !isStuck;
    this.isComplete = this.#isWhole && (isPast || isEnd);
  }
}

interface TaskPage {
  operations: readonly ListedOperation[];
  /** Rows on this page, including unreadable ones. */
  rowCount: number;
  /** Whether a row has no id: it could be any operation. */
  hasUnreadable: boolean;
  /** Rows of the whole list, if the provider says so. */
  total: number | undefined;
}

/** Reads one page of the task list; undefined if it has no list. */
function readTaskList(data: unknown): TaskPage | undefined {
  const page = readPage(data);
  if (page === undefined) return undefined;
  const { rows, total } = page;
  const operations = rows.flatMap((row) => toListed(row) ?? []);
  return { operations, rowCount: rows.length, hasUnreadable: operations.length < rows.length, total };
}

function toListed(row: unknown): ListedOperation | undefined {
  const task = Task.safeParse(row).data;
  const operationId = task && readRowId(task);
  if (task === undefined || operationId === undefined) return undefined;
  const createdAt = readTime(task.created_at);
  return {
    operationId,
    ...(createdAt === undefined ? {} : { createdAt }),
    ...(typeof task.prompt === 'string' ? { prompt: task.prompt } : {}),
    ...(typeof task.duration === 'number' ? { durationSeconds: task.duration } : {}),
    ...(task.resolution ? { aspectRatio: ratioOf(task.resolution) } : {}),
    ...(typeof task.is_pro === 'boolean' ? { model: task.is_pro ? PRO_MODEL : MODEL } : {}),
    ...(task.image_url === undefined ? {} : { hasInputs: Boolean(task.image_url) }),
    ...(isFailed(task) ? { failed: true, ...readRefund(task) } : {}),
  };
}

function ratioOf(resolution: string): string {
  return Object.keys(SHAPES).find((ratio) => SHAPES[ratio] === resolution) ?? resolution;
}

/**
 * Reads a text with a time zone, or epoch seconds or milliseconds; returns ISO. Text without a zone counts as no
 * time.
 */
function readTime(value: string | number | null | undefined): string | undefined {
  if (value === null || value === undefined) return undefined;
  const hasZone = typeof value === 'number' || /(?:z|[+-]\d{2}:?\d{2})$/i.test(value.trim());
  if (!hasZone) return undefined;
  const date = new Date(typeof value === 'number' && value < 1e11 ? value * 1_000 : value);
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}
