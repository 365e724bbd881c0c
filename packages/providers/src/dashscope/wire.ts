import type { Exchange } from '@cineflow/http';
import { z } from 'zod';
import { parseJson, readId } from '../kit/read.ts';

const Text = z.string().nullish().catch(undefined);
const Code = z
  .union([z.string(), z.number().transform(String)])
  .nullish()
  .catch(undefined);

/** A task in the answer to a create or a poll; relays call its link `result_url`. */
const Output = z.object({
  task_id: Text,
  task_status: Text,
  video_url: Text,
  result_url: Text,
  orig_prompt: Text,
  code: Code,
  message: Text,
});

const Usage = z.object({
  duration: z.number().nullish().catch(undefined),
  output_video_duration: z.number().nullish().catch(undefined),
});

const Envelope = z.object({
  request_id: Text,
  code: Code,
  message: Text,
  output: Output.nullish().catch(undefined),
  usage: Usage.nullish().catch(undefined),
  data: z.unknown().optional(),
  page_no: z.number().nullish().catch(undefined),
  total: z.number().nullish().catch(undefined),
  /** Error of a relay in front of the vendor. */
  error: z
    .union([z.object({ message: Text, code: Code, type: Text }), z.string()])
    .nullish()
    .catch(undefined),
});

export type Task = z.infer<typeof Output>;

/** An answer in the JSON of the provider, or of a relay in front of it. */
export interface Reply {
  /** Code of a refusal; empty if the answer has none. */
  code: string;
  message: string;
  task: Task | undefined;
  usage: z.infer<typeof Usage> | undefined;
  data: unknown;
  total: number | undefined;
}

/** Reads an answer. Undefined unless it is the provider's: no JSON, a truncated body, or JSON without its fields. */
export function readReply(exchange: Exchange): Reply | undefined {
  if (exchange.kind !== 'answer' || exchange.truncated) return undefined;
  const envelope = Envelope.safeParse(parseJson(exchange.body)).data;
  if (envelope === undefined) return undefined;
  const { error, output, usage, data, total } = envelope;
  const relay = typeof error === 'string' ? { message: error } : error;
  const code =
    envelope.code || (relay && (('code' in relay && relay.code) || ('type' in relay && relay.type)));
  if (!code && !relay && !output && data === undefined) return undefined;
  return {
    code: code || '',
    message: envelope.message || relay?.message || '',
    task: output ?? undefined,
    usage: usage ?? undefined,
    data,
    total: total ?? undefined,
  };
}

/** Id of a task. */
export function readTaskId(task: Pick<Task, 'task_id'> | undefined): string | undefined {
  return readId(task?.task_id);
}

/** A row of the task list, which shows neither prompt nor parameters. */
export const Row = z.object({
  task_id: Text,
  status: Text,
  model_name: Text,
  gmt_create: z.number().nullish().catch(undefined),
});

/** Rows of one page of the task list; undefined if there is no list. */
export function readRows(reply: Reply | undefined): readonly unknown[] | undefined {
  return reply?.code === '' && Array.isArray(reply.data) ? reply.data : undefined;
}
