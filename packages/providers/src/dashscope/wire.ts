import type { Exchange } from '@cineflow/http';
import { z } from 'zod';
import { parseJson, readId } from '../kit/read.ts';

const Text = z.string().nullish().catch(undefined);
const Code = z
  .union([z.string(), z.number().transform(String)])
  .nullish()
  .catch(undefined);

/** A task as status and create show it; `result_url` is what a relay calls the link. */
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
  /** What a relay in front of it says. */
  error: z
    .union([z.object({ message: Text, code: Code, type: Text }), z.string()])
    .nullish()
    .catch(undefined),
});

export type Task = z.infer<typeof Output>;

/** An answer in the provider's own JSON, or in that of a relay in front of it. */
export interface Reply {
  /** Code of a refusal; empty where the answer names none. */
  code: string;
  message: string;
  task: Task | undefined;
  usage: z.infer<typeof Usage> | undefined;
  data: unknown;
  total: number | undefined;
}

/** Reads an answer; undefined for all that the provider would not say: no JSON, a cut body, an object without its fields. */
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

/** The id of a task. */
export function readTaskId(task: Pick<Task, 'task_id'> | undefined): string | undefined {
  return readId(task?.task_id);
}

/** A row of the task list: it echoes neither prompt nor parameters. */
export const Row = z.object({
  task_id: Text,
  status: Text,
  model_name: Text,
  gmt_create: z.number().nullish().catch(undefined),
});

/** The rows of one page of the task list; undefined where there is no list. */
export function readRows(reply: Reply | undefined): readonly unknown[] | undefined {
  return reply?.code === '' && Array.isArray(reply.data) ? reply.data : undefined;
}
