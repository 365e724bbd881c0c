import type { Exchange } from '@cineflow/http';
import { z } from 'zod';
import { parseJson } from '../kit/read.ts';

const Text = z.string().nullish().catch(undefined);
const Code = z
  .union([z.string(), z.number().transform(String)])
  .nullish()
  .catch(undefined);
const Problem = z.union([
  z.object({ message: Text, code: Code, type: Text }),
  z.string().transform((message) => ({ message, code: undefined, type: undefined })),
]);

const Envelope = z.object({
  request_id: Text,
  status: Text,
  progress: z.number().nullish().catch(undefined),
  video: z
    .object({ url: Text, respect_moderation: z.boolean().nullish().catch(undefined) })
    .nullish()
    .catch(undefined),
  code: Code,
  message: Text,
  error: Problem.nullish().catch(undefined),
});

/** An answer in the JSON of the provider, or of a relay in front of it. */
export interface Reply extends Pick<
  z.infer<typeof Envelope>,
  'request_id' | 'status' | 'progress' | 'video'
> {
  /** Code and words of a problem; empty if there is none. */
  problem: string;
}

/** Reads an answer; undefined for no JSON, a truncated body, or JSON without its fields. */
export function readReply(exchange: Exchange): Reply | undefined {
  if (exchange.kind !== 'answer' || exchange.truncated) return undefined;
  const envelope = Envelope.safeParse(parseJson(exchange.body)).data;
  if (envelope === undefined) return undefined;
  const { request_id, status, progress, video, code, message, error } = envelope;
  const problem = [code, message, error?.code, error?.type, error?.message].filter(Boolean).join(': ');
  if (problem === '' && !request_id && !status && !video) return undefined;
  return { request_id, status, progress, video, problem };
}
