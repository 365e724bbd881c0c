import type { Answer, Exchange } from '@cineflow/http';
import { isKeepable, post, type Account } from '../kit/account.ts';
import { classifyUnanswered, toEvidence } from '../kit/evidence.ts';
import { refused, unconfirmed } from '../kit/outcomes.ts';
import { isPage } from '../kit/read.ts';
import { isContentRefusal, isNoChannel } from '../kit/words.ts';
import type { CreateContext, CreateOutcome, Refusal } from '../spec.ts';
import type { CreateBody } from './body.ts';
import { readReply, readTaskId, type Reply } from './wire.ts';

/** Sends one create, or none if the fence refuses to write; reports what is known afterwards. */
export async function create(
  account: Account,
  body: CreateBody,
  context: CreateContext,
): Promise<CreateOutcome> {
  const exchange = await post(account, '/services/aigc/video-generation/video-synthesis', {
    json: body,
    headers: { 'x-dashscope-async': 'enable' },
    ...context,
  });
  return classifyCreate(exchange, account.secrets);
}

/** Classifies the answer to a create: only documented refusals count as refused, all else may have been paid. */
export function classifyCreate(exchange: Exchange, secrets: readonly string[]): CreateOutcome {
  if (exchange.kind === 'failure') return classifyUnanswered(exchange, secrets);
  const reply = readReply(exchange);
  const id = readTaskId(reply?.task);
  const isSuccess = exchange.status >= 200 && exchange.status < 300;
  if (isSuccess && reply?.code === '' && id !== undefined && isKeepable({ id })) {
    return { kind: 'accepted', operation: { id }, evidence: toEvidence(exchange, { secrets }) };
  }
  // An answer that both refuses and names a task proves neither.
  const refusal = reply?.task?.task_id ? undefined : readRefusal(exchange, reply);
  if (refusal === undefined)
    return unconfirmed(exchange, { words: describeUnknown(exchange, reply), secrets });
  return refused(exchange, { refusal, words: reply?.message || reply?.code || '', secrets });
}

const BALANCE =
  /arrearage|insufficient_(?:user_)?quota|pre_consume_token_quota_failed|FreeTierOnly|余额不足|额度不足|欠费/i;
const FREE_QUOTA = /free (?:tier|quota|allocated quota)|quota.{0,20}exhausted|免费额度/i;
const NO_MODEL = /ModelNotFound|Model\.?NotExist|model_not_found|no longer available|已下线/i;
/** Codes of an internal failure or a success, which contradict a refusing status. */
const CONTRADICTS =
  /InternalError|InternalServer|Timeout|ServiceUnavailable|SystemError|^success$|^ok$|^200$/i;

/** Reads the HTTP status first: it decides whether anything was refused; the code only says why. */
function readRefusal({ status, body }: Answer, reply: Reply | undefined): Refusal | undefined {
  // A bare 429 is a refusal by definition; an HTML page under it comes from a proxy.
  if (reply === undefined) return status === 429 && !isPage(body) ? 'rate-limited' : undefined;
  const words = `${reply.code} ${reply.message}`;
  if (words.trim() === '') return undefined;
  // Of all 5xx answers, only a relay without a channel proves that nothing reached the vendor.
  if (status === 500 || status === 503) return isNoChannel(words) ? 'busy' : undefined;
  if (reply.code !== '' && CONTRADICTS.test(reply.code)) return undefined;
  switch (status) {
    case 401:
      return 'auth';
    case 402:
      return 'balance';
    case 403:
      return readForbidden(reply, words);
    case 404:
      return NO_MODEL.test(words) ? 'retired' : undefined;
    case 429:
      return BALANCE.test(words) || FREE_QUOTA.test(words) ? 'balance' : 'rate-limited';
    case 400:
    case 413:
    case 422:
      return readInvalid(reply, words);
    default:
      return undefined;
  }
}

function readForbidden({ code, message }: Reply, words: string): Refusal | undefined {
  if (BALANCE.test(words) || FREE_QUOTA.test(words)) return 'balance';
  if (isContentRefusal(words)) return 'content-policy';
  // Means that a proxy dropped the header of asynchronous calls; another key would not help.
  if (/does not support synchronous calls/i.test(message)) return 'invalid';
  return /AccessDenied|Forbidden|无权|未授权|令牌/i.test(words) || code === '403' ? 'auth' : undefined;
}

function readInvalid({ code }: Reply, words: string): Refusal | undefined {
  if (BALANCE.test(words)) return 'balance';
  if (isContentRefusal(words)) return 'content-policy';
  if (/^Throttling/i.test(code)) return 'rate-limited';
  if (/InvalidApiKey/i.test(code)) return 'auth';
  if (NO_MODEL.test(words)) return 'retired';
  return code === '' ? undefined : 'invalid';
}

function describeUnknown({ status, truncated }: Answer, reply: Reply | undefined): string {
  if (truncated) return `HTTP ${status} with a body beyond the cap`;
  if (reply === undefined) return `HTTP ${status} with a body that is not the provider's JSON`;
  const said = reply.message === '' ? '' : `: ${reply.message}`;
  return `HTTP ${status}, code ${reply.code || 'none'}, no documented outcome${said}`;
}
