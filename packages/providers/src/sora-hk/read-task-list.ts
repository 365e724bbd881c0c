import { z } from 'zod';
import type { ListedOperation } from '../spec.ts';
import { Amount, isFailed, readRefund, Task } from './wire.ts';

const Rows = z.array(z.unknown());
const Page = z.union([
  Rows.transform((rows) => ({ rows, total: undefined })),
  z
    .object({
      list: Rows.optional().catch(undefined),
      items: Rows.optional().catch(undefined),
      tasks: Rows.optional().catch(undefined),
      total: Amount.optional().catch(undefined),
    })
    .transform(({ list, items, tasks, total }) => ({ rows: list ?? items ?? tasks, total })),
]);

export interface TaskPage {
  operations: readonly ListedOperation[];
  /** Rows on this page, the unreadable ones included. */
  rowCount: number;
  /** True when a row has no id: it could be any operation. */
  hasUnreadable: boolean;
  /** Rows of the whole list, as far as the provider tells. */
  total?: number;
}

/** The rows of one page of the task list, whose shape is not documented; undefined when it holds no list. */
export function readRows(data: unknown): readonly unknown[] | undefined {
  return Page.safeParse(data).data?.rows;
}

/** Reads one page of the task list; undefined when it holds no list. */
export function readTaskList(data: unknown): TaskPage | undefined {
  const { rows, total } = Page.safeParse(data).data ?? {};
  if (rows === undefined) return undefined;
  const operations = rows.flatMap((row) => toListed(row) ?? []);
  const hasUnreadable = operations.length < rows.length;
  return { operations, rowCount: rows.length, hasUnreadable, ...(total === undefined ? {} : { total }) };
}

/** The id a row has; undefined where it names none. */
export function readRowId({ task_id: id }: Task): string | undefined {
  return id === undefined || id === null || id === '' ? undefined : String(id);
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
    ...(typeof task.resolution === 'string' ? { resolution: task.resolution } : {}),
    ...(typeof task.is_pro === 'boolean' ? { isPro: task.is_pro } : {}),
    ...(task.image_url === undefined ? {} : { imageUrl: task.image_url || null }),
    ...(isFailed(task) ? readRefund(task) : {}),
  };
}

/** ISO time of a text that names its zone, or of epoch seconds or milliseconds; a time without zone is no time. */
function readTime(value: string | number | null | undefined): string | undefined {
  if (value === null || value === undefined) return undefined;
  const hasZone = typeof value === 'number' || /(?:z|[+-]\d{2}:?\d{2})$/i.test(value.trim());
  if (!hasZone) return undefined;
  const date = new Date(typeof value === 'number' && value < 1e11 ? value * 1_000 : value);
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}
