import type { GenerationRequest, JsonValue } from '@cineflow/core';
import type { Answer, Exchange } from '@cineflow/http';
import { isKeepable, post, type Account } from '../kit/account.ts';
import { classifyUnanswered, toEvidence } from '../kit/evidence.ts';
import { refused, unconfirmed } from '../kit/outcomes.ts';
import { isPage, readId } from '../kit/read.ts';
import { isContentRefusal, isNoChannel } from '../kit/words.ts';
import type { CreateContext, CreateOutcome, Refusal } from '../spec.ts';
import { readReply, type Reply } from './wire.ts';

/** Sends one create, or none if the fence refuses to write; reports what is known afterwards. */
export async function create(
  account: Account,
  request: GenerationRequest,
  context: CreateContext,
): Promise<CreateOutcome> {
  const exchange = await post(account, '/videos/generations', { json: toBody(request), ...context });
  return classifyCreate(exchange, account.secrets);
}

const DEFAULT_RESOLUTION = '720p';

/** Maps a request to the wire. Always states seconds and size, because they are billed. The API has no seed. */
export function toBody(request: GenerationRequest): Record<string, JsonValue> {
  const { model, prompt, inputs, durationSeconds, aspectRatio, resolution } = request;
  const frame = inputs.find(({ role }) => role === 'first-frame');
  const references = inputs.filter(({ role }) => role === 'reference');
  return {
    model,
    prompt,
    duration: durationSeconds,
    aspect_ratio: aspectRatio,
    resolution: resolution ?? DEFAULT_RESOLUTION,
    ...(frame === undefined ? {} : { image: { url: frame.url } }),
    ...(references.length === 0 ? {} : { reference_images: references.map(({ url }) => ({ url })) }),
  };
}

/** Classifies the answer to a create: only documented refusals count as refused, all else may have been paid. */
export function classifyCreate(exchange: Exchange, secrets: readonly string[]): CreateOutcome {
  if (exchange.kind === 'failure') return classifyUnanswered(exchange, secrets);
  const reply = readReply(exchange);
  const id = readId(reply?.request_id);
  const isSuccess = exchange.status >= 200 && exchange.status < 300;
  if (isSuccess && reply?.problem === '' && id !== undefined && isKeepable({ id })) {
    return { kind: 'accepted', operation: { id }, evidence: toEvidence(exchange, { secrets }) };
  }
  const refusal = readRefusal(exchange, reply);
  const said = { words: reply?.problem ?? '', secrets };
  if (refusal !== undefined) return refused(exchange, { refusal, ...said });
  const words = [`HTTP ${exchange.status}, no documented outcome`, said.words].filter(Boolean).join(': ');
  return unconfirmed(exchange, { words, secrets });
}

const BALANCE =
  /\bcredits?\b|spending limit|insufficient_(?:user_)?quota|pre_consume_token_quota_failed|余额不足|额度不足|欠费/i;
const NO_MODEL =
  /model.{0,60}(?:not found|does not exist|not exist)|model_not_found|no longer available|已下线/i;
const INNER_FAILURE = /internal[ _]?(?:server[ _]?)?error|timed? ?out/i;

function readRefusal({ status, body }: Answer, reply: Reply | undefined): Refusal | undefined {
  // A bare 429 is a refusal by definition; an HTML page under it comes from a proxy.
  if (reply === undefined) return status === 429 && !isPage(body) ? 'rate-limited' : undefined;
  const { problem } = reply;
  // An answer that refuses, but has an id, a clip or a state, proves neither.
  if (problem === '' || reply.status || reply.video) return undefined;
  if (status === 500 || status === 503) return isNoChannel(problem) ? 'busy' : undefined;
  if (INNER_FAILURE.test(problem)) return undefined;
  switch (status) {
    case 401:
      return 'auth';
    case 402:
      return 'balance';
    case 403:
      return isContentRefusal(problem) ? 'content-policy' : BALANCE.test(problem) ? 'balance' : 'auth';
    case 404:
      return NO_MODEL.test(problem) ? 'retired' : undefined;
    case 429:
      return BALANCE.test(problem) ? 'balance' : 'rate-limited';
    case 400:
    case 413:
    case 422:
      if (isContentRefusal(problem) || /moderation/i.test(problem)) return 'content-policy';
      if (/incorrect api key|invalid api key/i.test(problem)) return 'auth';
      if (BALANCE.test(problem)) return 'balance';
      return NO_MODEL.test(problem) ? 'retired' : 'invalid';
    default:
      return undefined;
  }
}
