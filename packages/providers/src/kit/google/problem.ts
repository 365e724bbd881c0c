import type { Exchange } from '@cineflow/http';
import { z } from 'zod';

const Text = z.string().nullish().catch(undefined);
const Code = z
  .union([z.string(), z.number().transform(String)])
  .nullish()
  .catch(undefined);

const Problem = z.object({
  code: Code,
  message: Text,
  status: Text,
  details: z.array(z.unknown()).nullish().catch(undefined),
});
const Envelope = z.object({
  error: z.union([
    Problem,
    z.string().transform((message) => ({ message, code: '', status: '', details: [] })),
  ]),
});

/** An error as Google reports it. */
export interface GoogleProblem {
  message: string;
  /** Status, code and message, to search for words. */
  words: string;
  /** Reasons and quotas; kept apart, because their field names would look like words of a refusal. */
  details: string;
  retryAfterMs?: number;
}

/** JSON of an answer; undefined if there is none or the body was truncated. */
export function readJson(exchange: Exchange): unknown {
  if (exchange.kind !== 'answer' || exchange.truncated) return undefined;
  try {
    return JSON.parse(exchange.body) as unknown;
  } catch {
    return undefined;
  }
}

/** Error in an answer: `{error}`, or `[{error}]` from Google's front end; undefined if there is none. */
export function readProblem(body: unknown): GoogleProblem | undefined {
  const error = Envelope.safeParse(Array.isArray(body) ? body[0] : body).data?.error;
  return error && toProblem(error);
}

/** Reads the `error` of an answer or an operation; undefined if there is none. */
export function toProblem(error: unknown): GoogleProblem | undefined {
  const { code, message, status, details } = Problem.safeParse(error).data ?? {};
  const words = [status, code, message].filter(Boolean).join(': ');
  if (words === '') return undefined;
  const text = JSON.stringify(details ?? []);
  const seconds = /"retryDelay":"(\d+(?:\.\d+)?)s"/.exec(text)?.[1];
  const wait =
    seconds === undefined ? {} : { retryAfterMs: Math.max(1_000, Math.ceil(Number(seconds) * 1_000)) };
  return { message: message || words, words, details: text, ...wait };
}

/** Whether Google rejects the key, which it sometimes does with HTTP 400. */
export function isKeyRefused({ words, details }: GoogleProblem): boolean {
  return (
    /API key (?:not valid|expired|not found)|pass a valid API key/i.test(words) ||
    /API_KEY_(?:INVALID|EXPIRED)/.test(details)
  );
}
