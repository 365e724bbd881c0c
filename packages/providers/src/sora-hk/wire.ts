import type { Exchange } from '@cineflow/http';
import { z } from 'zod';

/** Codes travel as numbers; relays in front sometimes make text of them, or put their own words there. */
const Code = z.union([z.number(), z.string()]).nullish().catch(undefined);
const Text = z.string().nullish().catch(undefined);

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
  data: unknown;
}

/**
 * Reads the envelope of an answer. Undefined for everything the provider itself would not say: no JSON, a cut body,
 * an object with neither `code` nor `error`.
 */
export function readReply(exchange: Exchange): Reply | undefined {
  if (exchange.kind !== 'answer' || exchange.truncated) return undefined;
  const parsed = Envelope.safeParse(parseJson(exchange.body));
  if (!parsed.success) return undefined;
  const { data, message, msg, error } = parsed.data;
  const inner = typeof error === 'string' ? { message: error } : error;
  const code = toCode(parsed.data.code ?? inner?.code);
  if (code === undefined && !inner) return undefined;
  return { ...(code === undefined ? {} : { code }), message: message ?? msg ?? inner?.message ?? '', data };
}

/** The id of a created operation: text without blanks, or a whole number that JSON carries exactly. */
export function readTaskId(data: unknown): string | undefined {
  const id = z.object({ task_id: z.union([z.string(), z.int()]) }).safeParse(data).data?.task_id;
  if (typeof id === 'number') return Number.isSafeInteger(id) && id > 0 ? String(id) : undefined;
  const text = id?.trim();
  return text !== undefined && /^[^\s\p{C}]+$/u.test(text) && !/^(null|undefined|0)$/i.test(text)
    ? text
    : undefined;
}

/** A number, or text that is one and nothing else. */
export const Amount = z.union([
  z.number(),
  z
    .string()
    .regex(/^\s*\d{1,15}(?:\.\d+)?\s*$/)
    .transform(Number),
]);

const Progress = z.union([z.number(), z.string()]).nullish().catch(undefined);

/** A task as status and list show it; whatever is missing or strange is absent. */
export const Task = z.object({
  task_id: z.union([z.string(), z.int()]).nullish().catch(undefined),
  status: Text,
  progress: Progress,
  video_url: Text,
  error_msg: Text,
  prompt: Text,
  created_at: z.union([z.string(), z.number()]).nullish().catch(undefined),
  duration: Amount.nullish().catch(undefined),
  /** A word of ours or nothing: another spelling of the same must not look like another wish. */
  resolution: z.enum(['horizontal', 'vertical']).nullish().catch(undefined),
  is_pro: z.boolean().nullish().catch(undefined),
  image_url: Text,
});
export type Task = z.infer<typeof Task>;

/** The shapes it renders, by their ratio. */
export const SHAPES: Readonly<Record<string, string>> = { '16:9': 'horizontal', '9:16': 'vertical' };

const Rows = z.array(z.unknown());
const Page = z.union([
  Rows.transform((rows) => ({ rows })),
  z
    .object({
      list: Rows.optional().catch(undefined),
      items: Rows.optional().catch(undefined),
      tasks: Rows.optional().catch(undefined),
    })
    .transform(({ list, items, tasks }) => ({ rows: list ?? items ?? tasks })),
]);

/** The rows of one page of the task list, whose shape is not documented; undefined when it holds no list. */
export function readRows(data: unknown): readonly unknown[] | undefined {
  return Page.safeParse(data).data?.rows;
}

/** The id a row has; undefined where it names none. */
export function readRowId({ task_id: id }: Task): string | undefined {
  return id === undefined || id === null || id === '' ? undefined : String(id);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function toCode(code: number | string | null | undefined): number | string | undefined {
  if (typeof code === 'string' && /^\d{1,9}$/.test(code.trim())) return Number(code);
  return code ?? undefined;
}
