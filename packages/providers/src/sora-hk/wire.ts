import { toMicros, type Money } from '@cineflow/core';
import type { Exchange } from '@cineflow/http';
import { z } from 'zod';
import { firstWords, parseJson, readId, readWords } from '../kit/read.ts';
import type { Refund } from '../spec.ts';
import { CURRENCY } from './settings.ts';

/** Codes travel as numbers; relays in front sometimes make text of them, or put their own words there. */
const Code = z.union([z.number(), z.string()]).nullish().catch(undefined);
const Text = z.string().nullish().catch(undefined);
const Id = z.union([z.string(), z.int()]);

const Envelope = z.object({
  code: Code,
  message: Text,
  msg: Text,
  data: z.unknown().optional(),
  /** The OpenAI-compatible shape of the same service. */
  error: z
    .union([z.object({ message: Text, code: Code, type: Text }), z.string()])
    .nullish()
    .catch(undefined),
});

/** An answer in one of the provider's own JSON shapes. */
export interface Reply {
  /** A number wherever it can be read as one. */
  code?: number | string;
  message: string;
  /** All that it says in words, of whatever shape: enough to recognise a refusal of content, no more. */
  words: string;
  data: unknown;
}

/**
 * Reads the envelope of an answer. Undefined for everything the provider itself would not say: no JSON, a cut body,
 * an object with neither `code` nor `error`.
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

/** The id of a created operation. */
export function readTaskId(data: unknown): string | undefined {
  return readId(z.object({ task_id: Id }).safeParse(data).data?.task_id);
}

/** No amount of an account is larger, cents: what is beyond is a slip, and sums of it could not be kept exactly. */
const MOST_CENTS = 1e11;

/** A number that can be an amount, or text that is one and nothing else. */
export const Amount = z
  .union([
    z.number(),
    z
      .string()
      .regex(/^\s*\d{1,15}(?:\.\d+)?\s*$/)
      .transform(Number),
  ])
  .refine((amount) => Math.abs(amount) <= MOST_CENTS);

/** The provider's cents as an amount of the book. */
export function toMoney(cents: number): Money {
  return { amountMicros: toMicros(cents), currency: CURRENCY };
}

const Progress = z.union([z.number(), z.string()]).nullish().catch(undefined);

/** A task as status and list show it; whatever is missing or strange is absent. */
export const Task = z.object({
  task_id: Id.nullish().catch(undefined),
  status: Text,
  progress: Progress,
  video_url: Text,
  error_msg: z.unknown().optional(),
  error: z.unknown().optional(),
  fail_reason: z.unknown().optional(),
  /** Nothing of this is documented; it is read where it is plain. */
  cost: Amount.nullish().catch(undefined),
  refunded: z.union([z.boolean(), z.string()]).nullish().catch(undefined),
  refund: Amount.nullish().catch(undefined),
  refund_amount: Amount.nullish().catch(undefined),
  prompt: Text,
  created_at: z.union([z.string(), z.number()]).nullish().catch(undefined),
  duration: Amount.nullish().catch(undefined),
  /** A word of ours or nothing: another spelling of the same must not look like another wish. */
  resolution: z.enum(['horizontal', 'vertical']).nullish().catch(undefined),
  is_pro: z.boolean().nullish().catch(undefined),
  image_url: Text,
});
export type Task = z.infer<typeof Task>;

/** True where the provider says that a task is over and no clip came of it. */
export function isFailed({ status }: Task): boolean {
  return status?.trim().toLowerCase() === 'failed';
}

/** What the provider says of a failure, in whatever field and shape; empty where it says nothing. */
export function readReason({ error_msg, error, fail_reason }: Task): string {
  return firstWords(error_msg, error, fail_reason);
}

/** What the provider says that it gave back for a failed task: an amount, or all of it. */
export function readRefund({ cost, refunded, refund, refund_amount }: Task): { refund?: Refund } {
  const amount = toMoney(refund ?? refund_amount ?? 0);
  if (amount.amountMicros > 0) return { refund: amount };
  return cost === 0 || /^true$/i.test(String(refunded).trim()) ? { refund: 'all' } : {};
}

/** The shapes it renders, by their ratio. */
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

/** One page of the task list, whose shape is not documented; undefined when it holds no list. */
export function readPage(data: unknown): { rows: readonly unknown[]; total: number | undefined } | undefined {
  const { rows, total } = Page.safeParse(data).data ?? {};
  return rows === undefined ? undefined : { rows, total };
}

/** The id a row has; undefined where it names none. */
export function readRowId({ task_id: id }: Task): string | undefined {
  return id === undefined || id === null || id === '' ? undefined : String(id);
}

function toCode(code: number | string | null | undefined): number | string | undefined {
  if (typeof code === 'string' && /^\d{1,9}$/.test(code.trim())) return Number(code);
  return code ?? undefined;
}
