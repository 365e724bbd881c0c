import type { Answer, Exchange } from '@cineflow/http';
import type { CreateOutcome, Operation, Refusal } from '../../spec.ts';
import { isKeepable } from '../account.ts';
import { classifyUnanswered, readRetryAfterMs, tell, toEvidence } from '../evidence.ts';
import { isContentRefusal, isNoChannel } from '../words.ts';
import { type GoogleProblem, isKeyRefused, readJson, readProblem } from './problem.ts';

/** Reads the accepted operation from a body: null if it is invalid, undefined if there is none. */
type ReadOperation = (body: unknown) => Operation | null | undefined;

/** Classifies the answer to a create: only documented refusals count as refused, all else may have been paid. */
export function classifyCreate(
  exchange: Exchange,
  secrets: readonly string[],
  readOperation: ReadOperation,
): CreateOutcome {
  if (exchange.kind === 'failure') return classifyUnanswered(exchange, secrets);
  const body = readJson(exchange);
  const problem = readProblem(body);
  const operation = readOperation(body);
  const isSuccess = exchange.status >= 200 && exchange.status < 300;
  if (isSuccess && problem === undefined && operation && isKeepable(operation)) {
    return { kind: 'accepted', operation, evidence: toEvidence(exchange, { secrets }) };
  }
  const evidence = toEvidence(exchange, { secrets, withBody: true });
  // An answer that both refuses and names an operation proves neither.
  const refusal = operation === undefined ? readRefusal(exchange, body, problem) : undefined;
  if (refusal === undefined) {
    const said = problem === undefined ? '' : `: ${problem.words}`;
    const message = tell(`HTTP ${exchange.status}, no documented outcome${said}`, secrets);
    return { kind: 'unconfirmed', message, evidence };
  }
  const retryAfterMs = readRetryAfterMs(exchange) ?? problem?.retryAfterMs;
  const wait = retryAfterMs === undefined ? {} : { retryAfterMs };
  const message = tell(problem?.message || `HTTP ${exchange.status}`, secrets);
  return { kind: 'refused', refusal, message, ...wait, evidence };
}

const BALANCE =
  /\bprepay|\bcredits?\b|enable billing|billing (?:account|to be enabled|is disabled|not enabled)|BILLING_DISABLED|spend(?:ing)? (?:cap|limit)|insufficient_(?:user_)?quota|余额不足|额度不足|欠费/i;
/** A short wait does not restore a daily quota. */
const DAILY = /per ?day|daily/i;
const NO_MODEL =
  /models?.{0,120}(?:not found|does not exist|no longer available)|no longer available|model_not_found/i;
const INNER_FAILURE =
  /\bINTERNAL\b|internal[ _]?(?:server[ _]?)?error|DEADLINE_EXCEEDED|timed? ?out|\bUNAVAILABLE\b/i;

/** Reads the HTTP status first: it decides whether anything was refused; the words only say why. */
function readRefusal(
  { status, body }: Answer,
  json: unknown,
  problem: GoogleProblem | undefined,
): Refusal | undefined {
  // A bare 429 is a refusal by definition; an HTML page under it comes from a proxy.
  if (problem === undefined)
    return status === 429 && json === undefined && !body.trimStart().startsWith('<')
      ? 'rate-limited'
      : undefined;
  const { words, details } = problem;
  // Of all 5xx answers, only a relay without a channel proves that nothing reached the vendor.
  if (status === 500 || status === 503) return isNoChannel(words) ? 'busy' : undefined;
  if (INNER_FAILURE.test(words)) return undefined;
  const isUnpaid = BALANCE.test(words) || BALANCE.test(details);
  switch (status) {
    case 401:
      return 'auth';
    case 402:
      return 'balance';
    case 403:
      return isUnpaid ? 'balance' : isContentRefusal(words) ? 'content-policy' : 'auth';
    case 404:
      return NO_MODEL.test(words) ? 'retired' : undefined;
    case 429:
      return isUnpaid || DAILY.test(words) || DAILY.test(details) ? 'balance' : 'rate-limited';
    case 400:
    case 413:
    case 422:
      if (isKeyRefused(problem)) return 'auth';
      if (isContentRefusal(words)) return 'content-policy';
      if (isUnpaid) return 'balance';
      return NO_MODEL.test(words) ? 'retired' : 'invalid';
    default:
      return undefined;
  }
}
