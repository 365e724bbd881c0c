import type { Answer, Exchange } from '@cineflow/http';
import type { CreateOutcome, Refusal } from '../../spec.ts';
import { isKeepable } from '../account.ts';
import { classifyUnanswered, toEvidence } from '../evidence.ts';
import { refused, unconfirmed } from '../outcomes.ts';
import { isPage } from '../read.ts';
import { isContentRefusal, isNoChannel, isWrongKey } from '../words.ts';
import { readReply, readTaskId, type RelayReply } from './reply.ts';

/** Statuses with which a relay refuses before it forwards an order; the words say more. */
const REFUSED: Readonly<Record<number, Refusal>> = {
  400: 'invalid',
  401: 'auth',
  402: 'balance',
  403: 'auth',
  404: 'invalid',
  413: 'invalid',
  415: 'invalid',
  422: 'invalid',
  429: 'rate-limited',
  451: 'content-policy',
  455: 'content-policy',
};
const NO_CHANNEL_STATUSES = new Set([500, 503]);

/** The relay could not read the vendor's answer, so the clip may exist whatever the status. */
const UNREAD_WORDS =
  /do_request_failed|read_response_body_failed|unmarshal_response_body_failed|invalid_response/i;
const BALANCE_WORDS =
  /insufficient_(?:user_)?(?:quota|balance)|pre_consume_token_quota_failed|arrearage|billing_hard_limit|insufficient (?:quota|balance|credits?|funds)|余额不足|额度不足|额度已用尽|欠费|预扣费额度失败/i;
const RETIRED_WORDS =
  /no longer available|model_not_found|model[^"]{0,80}(?:not found|does not exist|deprecated|retired)|模型不存在|已下线|已下架/i;

/**
 * Classifies the answer to a create at a relay. Refused means an error in the relay's own JSON under a refusing
 * status. An answer with both a task and an error, or neither, is unconfirmed: it may have been paid.
 */
export function classifyCreate(exchange: Exchange, secrets: readonly string[]): CreateOutcome {
  if (exchange.kind === 'failure') return classifyUnanswered(exchange, secrets);
  const reply = readReply(exchange);
  const id = reply?.task && readTaskId(reply.task);
  const isSuccess = exchange.status >= 200 && exchange.status < 300;
  if (isSuccess && reply?.problem === undefined && id !== undefined && isKeepable({ id })) {
    return { kind: 'accepted', operation: { id }, evidence: toEvidence(exchange, { secrets }) };
  }
  return classifyRefusal(exchange, secrets);
}

/** Classifies an answer that does not accept a create: `refused` or `unconfirmed`. */
export function classifyRefusal(exchange: Answer, secrets: readonly string[]): CreateOutcome {
  const reply = readReply(exchange);
  const isNamed = reply?.task !== undefined && readTaskId(reply.task) !== undefined;
  const refusal = isNamed ? undefined : readRefusal(exchange, reply);
  if (refusal === undefined)
    return unconfirmed(exchange, { words: describeUnknown(exchange, reply), secrets });
  return refused(exchange, {
    refusal,
    words: reply?.problem?.message || reply?.problem?.words || '',
    secrets,
  });
}

function readRefusal({ status, body }: Answer, reply: RelayReply | undefined): Refusal | undefined {
  const problem = reply?.problem;
  if (problem === undefined) {
    // A rate limiter sends a bare 429; an HTML page under it comes from a proxy.
    return status === 429 && reply === undefined && !isPage(body) ? 'rate-limited' : undefined;
  }
  const { code, words } = problem;
  if (UNREAD_WORDS.test(words)) return undefined;
  if (NO_CHANNEL_STATUSES.has(status)) {
    return isNoChannel(words) || (status === 503 && code === 'model_not_found') ? 'busy' : undefined;
  }
  const usual = REFUSED[status];
  if (usual === undefined || usual === 'content-policy') return usual;
  if (status !== 401 && BALANCE_WORDS.test(words)) return 'balance';
  if (usual === 'rate-limited' || status === 401) return usual;
  if (usual === 'invalid' && isWrongKey(words)) return 'auth';
  if (isContentRefusal(words)) return 'content-policy';
  return usual === 'invalid' && RETIRED_WORDS.test(words) ? 'retired' : usual;
}

function describeUnknown({ status, truncated }: Answer, reply: RelayReply | undefined): string {
  if (truncated) return `HTTP ${status} with a body beyond the cap`;
  if (reply === undefined) return `HTTP ${status} with a body that is not a relay's JSON`;
  const said = reply.problem === undefined ? '' : `: ${reply.problem.words}`;
  return `HTTP ${status}, no documented outcome${said}`;
}
