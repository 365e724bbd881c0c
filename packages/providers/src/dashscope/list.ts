import type { Exchange } from '@cineflow/http';
import type { Account } from '../kit/account.ts';
import { readDate, readPause } from '../kit/evidence.ts';
import type { CallContext, ListedOperation, RecentOperations } from '../spec.ts';
import { askPage, askTask } from './poll.ts';
import { readReply, readRows, readTaskId, Row } from './wire.ts';

const MAX_PAGES = 300;
/** Most prompts fetched in one reading; each takes one request. */
const MAX_DETAILS = 100;
/** Most prompts kept of ended tasks. */
const MAX_KEPT = 5_000;
/** Date headers are truncated to the second. */
const CLOCK_MARGIN_MS = 2_000;
/** Tasks stay listed for a day; the last minutes are not relied on. */
const LISTED_FOR_MS = 24 * 3_600_000 - 600_000;

/** What the adapter remembers of an account between readings. */
export interface KnownOfAccount {
  /** Prompt and length of ended tasks by id; they no longer change. */
  ended: Map<string, Pick<ListedOperation, 'prompt' | 'durationSeconds'>>;
  /** Rows of the model table: tasks of these models are ours, whatever their names. */
  models: readonly { id: string }[];
}

/**
 * Lists the tasks of the account since a time on our clock.
 *
 * The list shows no prompts, so each task that succeeded is fetched once. Other tasks have no prompt, prove nothing
 * and are never adopted.
 *
 * Incomplete if a page failed, a row was unreadable, tasks are missing, or the time is over a day ago.
 */
export async function listRecent(
  account: Account,
  since: Date,
  context: CallContext,
  { ended, models }: KnownOfAccount,
): Promise<RecentOperations> {
  const listed = await readList(account, models, context);
  const { rows, clockOffsetMs, pause } = listed;
  const fromMs = since.getTime() + Math.min(0, clockOffsetMs) - CLOCK_MARGIN_MS;
  const recent = [...rows.values()].filter(({ createdMs }) => createdMs >= fromMs);
  const wanted = recent.filter(({ id, status }) => /^SUCCEEDED$/i.test(status) && !ended.has(id));
  for (const { id } of wanted.slice(0, MAX_DETAILS)) {
    if ((await context.mayAsk?.()) === false) break;
    if (ended.size >= MAX_KEPT) ended.clear();
    const told = readDetail(await askTask(account, id, context));
    if (told !== undefined) ended.set(id, told);
  }
  const operations = recent.map(({ id, status, model, createdMs }): ListedOperation => {
    const createdAt = new Date(createdMs).toISOString();
    const known = {
      ...(model === undefined ? {} : { model }),
      ...(isFailed(status) ? { failed: true } : {}),
    };
    return { operationId: id, createdAt, ...known, ...ended.get(id) };
  });
  const isWithinDay = since.getTime() > Date.now() - LISTED_FOR_MS;
  return { operations, complete: listed.isWhole && isWithinDay, clockOffsetMs, ...pause };
}

const isFailed = (status: string): boolean => /^FAILED$/i.test(status);

interface Listed {
  id: string;
  status: string;
  model: string | undefined;
  createdMs: number;
}

interface List {
  rows: ReadonlyMap<string, Listed>;
  isWhole: boolean;
  clockOffsetMs: number;
  pause: { throttledMs?: number };
}

/**
 * Reads every page up to an empty one, because an unread row may be a paid task. Page size, order and the time zone
 * of filters are undocumented.
 */
async function readList(
  account: Account,
  models: KnownOfAccount['models'],
  context: CallContext,
): Promise<List> {
  const rows = new Map<string, Listed>();
  const others = new Set<string>();
  let isReadable = true;
  let most = 0;
  let clockOffsetMs = 0;
  for (let page = 1; page <= MAX_PAGES; page++) {
    if (page > 1 && (await context.mayAsk?.()) === false) break;
    const exchange = await askPage(account, page, context);
    const reply = readReply(exchange);
    const found = exchange.kind === 'answer' && exchange.status < 300 ? readRows(reply) : undefined;
    if (exchange.kind === 'failure' || found === undefined) {
      return { rows, isWhole: false, clockOffsetMs, pause: readPause(exchange) };
    }
    const providerDate = readDate(exchange.headers['date']);
    if (providerDate) clockOffsetMs = providerDate.getTime() - exchange.receivedAtMs;
    most = Math.max(most, reply?.total ?? 0);
    const known = rows.size + others.size;
    for (const row of found) {
      const listed = toListed(row);
      if (listed === undefined) isReadable = false;
      else if (isVideoModel(listed, models)) rows.set(listed.id, listed);
      else others.add(listed.id);
    }
    const count = rows.size + others.size;
    if (found.length === 0) return { rows, isWhole: isReadable && count >= most, clockOffsetMs, pause: {} };
    // A provider that ignores the page number would repeat the same rows for ever.
    if (count === known) break;
  }
  return { rows, isWhole: false, clockOffsetMs, pause: {} };
}

/** A row without id or time could be any operation. */
function toListed(row: unknown): Listed | undefined {
  const { task_id, status, model_name, gmt_create } = Row.safeParse(row).data ?? {};
  const id = readTaskId({ task_id });
  const isTime = typeof gmt_create === 'number' && !Number.isNaN(new Date(gmt_create).getTime());
  if (id === undefined || !isTime) return undefined;
  return { id, status: status?.trim() ?? '', model: model_name ?? undefined, createdMs: gmt_create };
}

/** The account also makes texts, voices and pictures, which are never ours. */
function isVideoModel({ model }: Listed, models: KnownOfAccount['models']): boolean {
  return model === undefined || /^wan/i.test(model) || models.some(({ id }) => id === model);
}

function readDetail(exchange: Exchange): Pick<ListedOperation, 'prompt' | 'durationSeconds'> | undefined {
  if (exchange.kind !== 'answer' || exchange.status >= 300) return undefined;
  const { task, usage } = readReply(exchange) ?? {};
  if (typeof task?.orig_prompt !== 'string') return undefined;
  const seconds = usage?.output_video_duration ?? usage?.duration;
  const duration = Number.isInteger(seconds) ? { durationSeconds: Number(seconds) } : {};
  return { prompt: task.orig_prompt, ...duration };
}
