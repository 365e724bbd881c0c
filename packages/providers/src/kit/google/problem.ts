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

/** What an answer of Google says of a problem. */
export interface GoogleProblem {
  message: string;
  /** Status, code and message, to look for words in. */
  words: string;
  /** Reasons and quotas beside them: their field names are no words of a refusal. */
  details: string;
  retryAfterMs?: number;
}

/** The JSON of an answer; undefined for none, and for a cut body. */
export function readJson(exchange: Exchange): unknown {
  if (exchange.kind !== 'answer' || exchange.truncated) return undefined;
  try {
    return JSON.parse(exchange.body) as unknown;
  } catch {
    return undefined;
  }
}

/** The problem an answer names: `{error}`, or `[{error}]` where the front end speaks; undefined where it names none. */
export function readProblem(body: unknown): GoogleProblem | undefined {
  const error = Envelope.safeParse(Array.isArray(body) ? body[0] : body).data?.error;
  return error && toProblem(error);
}

/** The `error` of an answer or of an operation, in words; undefined where it has none. */
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

/** True when Google says that the key is none: it does so under HTTP 400 too. */
export function isKeyRefused({ words, details }: GoogleProblem): boolean {
  return (
    /API key (?:not valid|expired|not found)|pass a valid API key/i.test(words) ||
    /API_KEY_(?:INVALID|EXPIRED)/.test(details)
  );
}
