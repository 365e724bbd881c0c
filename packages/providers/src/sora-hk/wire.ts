import { toMicros, type Money } from '@cineflow/core';
import type { Exchange } from '@cineflow/http';
import { z } from 'zod';
import { firstWords, parseJson, readId, readWords } from '../kit/read.ts';
import type { Refund } from '../spec.ts';
import { CURRENCY } from './settings.ts';

/** Codes are numbers; relays sometimes turn them into text, or send words of their own. */
const Code = z.union([z.number(), z.string()]).nullish().catch(undefined);
const Text = z.string().nullish().catch(undefined);
const Id = z.union([z.string(), z.int()]);

const Envelope = z.object({
  code: Code,
  message: Text,
  msg: Text,
  data: z.unknown().optional(),
  /** OpenAI-compatible form of the same service. */
  error: z
    .union([z.object({ message: Text, code: Code, type: Text }), z.string()])
    .nullish()
    .catch(undefined),
});

/** An answer in one of the provider's own JSON forms. */
export interface Reply {
  /** A number if it can be read as one. */
  code?: number | string;
  message: string;
  /** All its text, in whatever form; used only to recognise a refusal of content. */
  words: string;
  data: unknown;
}

/**
 * Reads the envelope of an answer. Undefined unless it is the provider's: no JSON, a truncated body, or neither
 * `code` nor `error`.
 */
export function readReply(exchange: Exchange): Reply | undefined {
  if (exchange.kind !== 'answer' || exchange.truncated) return undefined;
  const json = parseJson(exchange.body);
  const parsed = Envelope.safeParse(json);
  if (!parsed.success) return undefined;
  const { data, message, msg, error } = parsed.data;
  const inner = typeof error === 'string' ? { message: error } : error;
  const code = toCode(parsed.data.code ?? inner?.code);
  if (code === undefined && !inner) return undefined;
  const said = json as { message?: unknown; msg?: unknown; error?: unknown };
  return {
    ...(code === undefined ? {} : { code }),
    message: message ?? msg ?? inner?.message ?? '',
    words: readWords([said.message, said.msg, said.error]),
    data,
  };
}

/** Id of a created operation. */
export function readTaskId(data: unknown): string | undefined {
  return readId(z.object({ task_id: Id }).safeParse(data).data?.task_id);
}

/** Highest credible amount, cents. A higher one is a mistake, and its sums would not be exact. */
const MOST_CENTS = 1e11;

/** A number that can be an amount, or text that is exactly one. */
export const Amount = z
  .union([
    z.number(),
    z
      .string()
      .regex(/^\s*\d{1,15}(?:\.\d+)?\s*$/)
      .transform(Number),
  ])
  .refine((amount) => Math.abs(amount) <= MOST_CENTS);

/** Converts the provider's cents to an amount of the book. */
export function toMoney(cents: number): Money {
  return { amountMicros: toMicros(cents), currency: CURRENCY };
}

const Progress = z.union([z.number(), z.string()]).nullish().catch(undefined);

/** A task in a poll or a list; missing or odd values read as absent. */
export const Task = z.object({
  task_id: Id.nullish().catch(undefined),
  status: Text,
  progress: Progress,
  video_url: Text,
  error_msg: z.unknown().optional(),
  error: z.unknown().optional(),
  fail_reason: z.unknown().optional(),
  /** Cost and refund are undocumented; they are used where their meaning is plain. */
  cost: Amount.nullish().catch(undefined),
  refunded: z.union([z.boolean(), z.string()]).nullish().catch(undefined),
  refund: Amount.nullish().catch(undefined),
  refund_amount: Amount.nullish().catch(undefined),
  prompt: Text,
  created_at: z.union([z.string(), z.number()]).nullish().catch(undefined),
  duration: Amount.nullish().catch(undefined),
  /** One of our words, or absent: another spelling must not look like another request. */
  resolution: z.enum(['horizontal', 'vertical']).nullish().catch(undefined),
  is_pro: z.boolean().nullish().catch(undefined),
  image_url: Text,
});
export type Task = z.infer<typeof Task>;

/** Whether the provider says that the task ended without a clip. */
export function isFailed({ status }: Task): boolean {
  return status?.trim().toLowerCase() === 'failed';
}

/** Reason of a failure, from any field and in any form; empty if there is none. */
export function readReason({ error_msg, error, fail_reason }: Task): string {
  return firstWords(error_msg, error, fail_reason);
}

/** Refund of a failed task: an amount, or all of its cost. */
export function readRefund({ cost, refunded, refund, refund_amount }: Task): { refund?: Refund } {
  const amount = toMoney(refund ?? refund_amount ?? 0);
  if (amount.amountMicros > 0) return { refund: amount };
  return cost === 0 || /^true$/i.test(String(refunded).trim()) ? { refund: 'all' } : {};
}

/** Names of its shapes, by ratio. */
export const SHAPES: Readonly<Record<string, string>> = { '16:9': 'horizontal', '9:16': 'vertical' };

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

/** One page of the task list, whose form is undocumented; undefined if it has no list. */
export function readPage(data: unknown): { rows: readonly unknown[]; total: number | undefined } | undefined {
  const { rows, total } = Page.safeParse(data).data ?? {};
  return rows === undefined ? undefined : { rows, total };
}

/** Id of a row; undefined if it has none. */
export function readRowId({ task_id: id }: Task): string | undefined {
  return id === undefined || id === null || id === '' ? undefined : String(id);
}

function toCode(code: number | string | null | undefined): number | string | undefined {
  if (typeof code === 'string' && /^\d{1,9}$/.test(code.trim())) return Number(code);
  return code ?? undefined;
}
