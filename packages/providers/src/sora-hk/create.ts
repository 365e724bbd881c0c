import type { GenerationRequest, Money } from '@cineflow/core';
import type { Answer, Exchange } from '@cineflow/http';
import { isKeepable, post, type Account } from '../kit/account.ts';
import { classifyUnanswered, tell, toEvidence } from '../kit/evidence.ts';
import { refused, unconfirmed } from '../kit/outcomes.ts';
import { isPage } from '../kit/read.ts';
import { isContentRefusal, isNoChannel } from '../kit/words.ts';
import type { CreateContext, CreateOutcome, Refusal } from '../spec.ts';
import { PRO_MODEL } from './settings.ts';
import { Amount, readReply, readTaskId, SHAPES, toMoney, type Reply } from './wire.ts';

/** Sends one create, or none if the fence refuses to write; reports what is known afterwards. */
export async function create(
  account: Account,
  request: GenerationRequest,
  context: CreateContext,
): Promise<CreateOutcome> {
  const exchange = await post(account, '/create', { json: toBody(request), ...context });
  return classifyCreate(exchange, account.secrets);
}

/** JSON body of a create. The provider charges for exactly this. */
export interface CreateBody {
  prompt: string;
  image_url?: string;
  is_pro: boolean;
  duration: number;
  resolution: string;
  remove_watermark: true;
}

/** Maps a request to the wire. */
export function toBody(request: GenerationRequest): CreateBody {
  const { prompt, inputs, model, durationSeconds, aspectRatio } = request;
  const [picture] = inputs;
  return {
    prompt,
    ...(picture === undefined ? {} : { image_url: picture.url }),
    is_pro: model === PRO_MODEL,
    duration: durationSeconds,
    resolution: SHAPES[aspectRatio] ?? aspectRatio,
    remove_watermark: true,
  };
}

/** HTTP statuses under which the provider sends its documented refusal codes. */
const CODE_STATUSES = new Set([200, 201, 202, 400, 401, 402, 403, 413, 422, 429]);
const INVALID_STATUSES = new Set([400, 413, 422]);
const NO_CHANNEL_STATUSES = new Set([500, 503]);

/**
 * Classifies the answer to a create. Accepted or refused means documented as such; not sent means that no byte left.
 * Everything else is unconfirmed: it may have been paid.
 */
export function classifyCreate(exchange: Exchange, secrets: readonly string[]): CreateOutcome {
  if (exchange.kind === 'failure') return classifyUnanswered(exchange, secrets);
  const reply = readReply(exchange);
  const taskId = readTaskId(reply?.data);
  if (
    reply?.code === 200 &&
    isSuccess(exchange.status) &&
    taskId !== undefined &&
    isKeepable({ id: taskId })
  ) {
    const evidence = toEvidence(exchange, { secrets });
    return { kind: 'accepted', operation: { id: taskId }, ...readCost(reply.data, secrets), evidence };
  }
  // An answer that both refuses and names an operation proves neither.
  const refusal = taskId !== undefined ? undefined : readRefusal(exchange, reply);
  if (refusal === undefined)
    return unconfirmed(exchange, { words: describeUnknown(exchange, reply), secrets });
  return refused(exchange, { refusal, words: reply?.message || reply?.words || '', secrets });
}

function readRefusal({ status, body }: Answer, reply: Reply | undefined): Refusal | undefined {
  // A bare 429 is a refusal by definition; an HTML page under it comes from a proxy.
  if (reply === undefined) return status === 429 && !isPage(body) ? 'rate-limited' : undefined;
  const { code } = reply;
  const words = `${code ?? ''} ${reply.message}`;
  if (NO_CHANNEL_STATUSES.has(status)) return isNoChannel(words) ? 'busy' : undefined;
  if (!CODE_STATUSES.has(status)) return undefined;
  if (code === 401) return 'auth';
  if (code === 1012) return 'balance';
  if (code === 1001) return isContentRefusal(`${words} ${reply.words}`) ? 'content-policy' : 'invalid';
  // A success code or an internal failure contradicts a refusing status.
  if (code === 200 || code === 500) return undefined;
  if (status === 429) return 'rate-limited';
  if (status === 401) return 'auth';
  if (INVALID_STATUSES.has(status))
    return isContentRefusal(`${words} ${reply.words}`) ? 'content-policy' : 'invalid';
  return undefined;
}

/** Reads the reported cost. Anything that is no amount is kept as text, for a person to see. */
function readCost(data: unknown, secrets: readonly string[]): { cost?: Money; oddCost?: string } {
  const { cost } = data as { cost?: unknown };
  if (cost === undefined || cost === null) return {};
  const cents = Amount.safeParse(cost).data;
  if (cents !== undefined && cents >= 0) return { cost: toMoney(cents) };
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
