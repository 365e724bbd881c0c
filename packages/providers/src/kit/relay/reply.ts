import type { Exchange } from '@cineflow/http';
import { z } from 'zod';
import { firstWords, parseJson, readHttpUrl, readId, readWords } from '../read.ts';

const Any = z.unknown().optional();
const Text = z.string().nullish().catch(undefined);
const Code = z.union([z.string(), z.number()]).nullish().catch(undefined);
const Id = z.union([z.string(), z.int()]).nullish().catch(undefined);

const Links = z.object({
  url: Text,
  video_url: Text,
  output_url: Text,
  result_url: Text,
  output: Text,
  outputs: z.array(z.string()).nullish().catch(undefined),
  unsigned_urls: z.array(z.string()).nullish().catch(undefined),
  metadata: z.object({ url: Text }).nullish().catch(undefined),
});

/** A task in the form of every known relay; missing or odd values read as absent. */
const Task = Links.extend({
  id: Id,
  task_id: Id,
  status: Text,
  progress: z.union([z.number(), z.string()]).nullish().catch(undefined),
  error: Any,
  fail_reason: Any,
  failure_reason: Any,
  error_msg: Any,
  /** Answer of the vendor behind the relay; only its links are used. */
  data: z
    .union([Links, z.array(Links).transform(([first]) => first)])
    .nullish()
    .catch(undefined),
});
export type Task = z.infer<typeof Task>;

const Body = z.object({ code: Code, message: Any, error: Any, data: Any });
const Problem = z.object({ code: Code, type: Text, message: Any });

/** Content of an answer: a task, a problem, or both, which proves neither. */
export interface RelayReply {
  task?: Task;
  /** `code` may be empty; `words` is all its text. */
  problem?: { code: string; message: string; words: string };
}

/** Reads a relay's JSON; undefined if it says nothing: no JSON, a truncated body, `{}`. */
export function readReply(exchange: Exchange): RelayReply | undefined {
  if (exchange.kind !== 'answer' || exchange.truncated) return undefined;
  const body = Body.safeParse(parseJson(exchange.body)).data;
  if (body === undefined) return undefined;
  const isWrapped = isSuccessCode(body.code) && typeof body.data === 'object' && body.data !== null;
  const task = readTask(isWrapped ? body.data : parseJson(exchange.body));
  const problem = readProblem(body);
  if (task === undefined && problem === undefined) return undefined;
  return { ...(task && { task }), ...(problem && { problem }) };
}

/** Id of a task. */
export function readTaskId({ id, task_id }: Task): string | undefined {
  return readId(id ?? task_id);
}

/** Link of a finished task; old relays put it into the field for the failure reason. */
export function readLink(task: Task): string | undefined {
  const links = [...linksOf(task), task.fail_reason, ...(task.data ? linksOf(task.data) : [])];
  return links.map(readHttpUrl).find((link) => link !== undefined);
}

/** Reason of a failed task, from any field and in any form; empty if there is none. */
export function readReason({ error, fail_reason, failure_reason, error_msg }: Task): string {
  return firstWords(error, fail_reason, failure_reason, error_msg);
}

function readTask(value: unknown): Task | undefined {
  const task = Task.safeParse(value).data;
  if (task === undefined) return undefined;
  const { id, task_id: taskId, status } = task;
  return [id, taskId, status].every((field) => field === undefined || field === null) ? undefined : task;
}

/** Flat `{code, message}`, or `{error: {code, type, message}}`, or `{error: "words"}`. */
function readProblem({ code, message, error }: z.infer<typeof Body>): RelayReply['problem'] {
  const inner = typeof error === 'string' && error.trim() !== '' ? { message: error } : error;
  const told = Problem.safeParse(inner).data;
  const words = readWords(inner);
  if (told !== undefined && words !== '') {
    return { code: String(told.code ?? told.type ?? ''), message: readWords(told.message), words };
  }
  if (code === undefined || code === null || isSuccessCode(code)) return undefined;
  return { code: String(code), message: readWords(message), words: `${code} ${readWords(message)}` };
}

function isSuccessCode(code: unknown): boolean {
  return /^(?:success|ok|200|0)$/i.test(String(code));
}

function* linksOf(links: z.infer<typeof Links>): Iterable<unknown> {
  yield links.metadata?.url;
  yield links.video_url;
  yield links.result_url;
  yield links.url;
  yield links.output_url;
  yield links.output;
  yield links.outputs?.[0];
  yield links.unsigned_urls?.[0];
}
