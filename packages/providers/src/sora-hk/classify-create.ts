import type { Answer, Exchange } from '@cineflow/http';
import { readRetryAfterMs, tell, toEvidence } from '../evidence.ts';
import type { Refusal, SubmitOutcome } from '../spec.ts';
import { isContentRefusal, isNoChannel } from './classify-error-words.ts';
import { Amount, readReply, readTaskId, type Reply } from './wire.ts';

/** HTTP statuses under which the provider sends its documented refusal codes. */
const codeStatuses = new Set([200, 201, 202, 400, 401, 402, 403, 413, 422, 429]);
const invalidStatuses = new Set([400, 413, 422]);
const noChannelStatuses = new Set([500, 503]);

/**
 * Says what one create led to. Only what the provider documents counts as accepted or refused, and only a request
 * of which no byte left counts as not sent. Everything else is unconfirmed: it may have been paid.
 */
export function classifyCreate(exchange: Exchange, secrets: readonly string[]): SubmitOutcome {
  if (exchange.kind === 'failure') {
    const evidence = toEvidence(exchange, { secrets });
    const message = tell(exchange.message, secrets);
    if (exchange.bytesWritten > 0) return { kind: 'unconfirmed', message, evidence };
    return { kind: 'not-sent', message, ownFault: exchange.phase === 'fenced', evidence };
  }
  const reply = readReply(exchange);
  const taskId = readTaskId(reply?.data);
  if (reply?.code === 200 && isSuccess(exchange.status) && taskId !== undefined) {
    const evidence = toEvidence(exchange, { secrets });
    return { kind: 'accepted', operationId: taskId, ...readCost(reply.data, secrets), evidence };
  }
  const evidence = toEvidence(exchange, { secrets, withBody: true });
  // An answer that refuses and names an operation in one breath proves neither.
  const refusal = taskId !== undefined ? undefined : readRefusal(exchange, reply);
  if (refusal === undefined) {
    return { kind: 'unconfirmed', message: tell(describeUnknown(exchange, reply), secrets), evidence };
  }
  const retryAfterMs = readRetryAfterMs(exchange);
  const message = tell(reply?.message || reply?.words || `HTTP ${exchange.status}`, secrets);
  return {
    kind: 'refused',
    refusal,
    message,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    evidence,
  };
}

function readRefusal({ status, body }: Answer, reply: Reply | undefined): Refusal | undefined {
  // A bare 429 refuses by the meaning of the status; a page under it comes from something in between.
  if (reply === undefined) return status === 429 && !isPage(body) ? 'rate-limited' : undefined;
  const { code } = reply;
  const words = `${code ?? ''} ${reply.message}`;
  if (noChannelStatuses.has(status)) return isNoChannel(words) ? 'busy' : undefined;
  if (!codeStatuses.has(status)) return undefined;
  if (code === 401) return 'auth';
  if (code === 1012) return 'balance';
  if (code === 1001) return isContentRefusal(`${words} ${reply.words}`) ? 'content-policy' : 'invalid';
  // A success code or an inner failure under a refusing status is a contradiction.
  if (code === 200 || code === 500) return undefined;
  if (status === 429) return 'rate-limited';
  if (status === 401) return 'auth';
  if (invalidStatuses.has(status))
    return isContentRefusal(`${words} ${reply.words}`) ? 'content-policy' : 'invalid';
  return undefined;
}

function isPage(body: string): boolean {
  return body.trimStart().startsWith('<');
}

/** What it says that it cost; what is no amount is kept as it was told, for a person to see. */
function readCost(data: unknown, secrets: readonly string[]): { costCents?: number; oddCost?: string } {
  const { cost } = data as { cost?: unknown };
  if (cost === undefined || cost === null) return {};
  const costCents = Amount.safeParse(cost).data;
  if (costCents !== undefined && costCents >= 0) return { costCents };
  return {
    oddCost: tell(typeof cost === 'number' ? String(cost) : JSON.stringify(cost), secrets, LONGEST_COST),
  };
}

const LONGEST_COST = 60;

function describeUnknown({ status, truncated }: Answer, reply: Reply | undefined): string {
  if (truncated) return `HTTP ${status} with a body beyond the cap`;
  if (reply === undefined) return `HTTP ${status} with a body that is not the provider's JSON`;
  const said = reply.message === '' ? '' : `: ${reply.message}`;
  return `HTTP ${status}, code ${reply.code ?? 'none'}, no documented outcome${said}`;
}

function isSuccess(status: number): boolean {
  return status >= 200 && status < 300;
}
