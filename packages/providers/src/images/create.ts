import type { GenerationRequest } from '@cineflow/core';
import type { Answer, Exchange, PostBody } from '@cineflow/http';
import { post, type Account } from '../kit/account.ts';
import { classifyUnanswered, toEvidence } from '../kit/evidence.ts';
import { fetchPictures, toBase64 } from '../kit/fetch-picture.ts';
import { classifyRefusal } from '../kit/relay/classify-create.ts';
import { createIntoSpool } from '../kit/spool.ts';
import type { CreateContext, CreateOutcome } from '../spec.ts';
import { readAnswer } from './wire.ts';

/** An account of either service, and the folder for its answers. */
export interface ImagesAccount extends Account {
  readonly isGoogle: boolean;
  readonly spoolDirectory: string;
}

/** Sends one create, or none if the fence refuses to write; the answer contains the picture. */
export async function create(
  account: ImagesAccount,
  request: GenerationRequest,
  context: CreateContext,
): Promise<CreateOutcome> {
  const { attemptId } = context;
  const startedAtMs = performance.now();
  const urls = request.inputs.map(({ url }) => url);
  const pictures = await fetchPictures(account.http, urls, context);
  if ('kind' in pictures) return pictures;
  const { path, body } = await (account.isGoogle ? toGoogle : toRelay)(request, pictures);
  // The whole create has one deadline: subtract the time spent fetching pictures.
  const timeoutMs = Math.max(1, context.timeoutMs - (performance.now() - startedAtMs));
  return createIntoSpool(account.spoolDirectory, context, {
    send: (sink) => post(account, path, { ...body, ...context, timeoutMs, sink }),
    classify: (exchange) => classifyCreate(exchange, { attemptId, secrets: account.secrets }),
  });
}

/** Path and body of a create. */
interface Sent {
  path: string;
  body: PostBody;
}

/** [D] Google's `generateContent`: pictures go as base64, before the text about them. */
async function toGoogle(request: GenerationRequest, pictures: readonly Blob[]): Promise<Sent> {
  const { model, prompt, aspectRatio } = request;
  const inline = pictures.map(async (picture) => ({
    inlineData: { mimeType: picture.type, data: await toBase64(picture) },
  }));
  const json = {
    contents: [{ role: 'user', parts: [...(await Promise.all(inline)), { text: prompt }] }],
    generationConfig: {
      responseModalities: ['IMAGE'],
      imageConfig: { aspectRatio, imageSize: sizeOf(request) },
    },
  };
  return { path: `/models/${encodeURIComponent(model)}:generateContent`, body: { json } };
}

/** [C] Relays in the style of OpenAI: JSON without pictures, else a form. */
async function toRelay(request: GenerationRequest, pictures: readonly Blob[]): Promise<Sent> {
  const { model, prompt, aspectRatio } = request;
  const fields = {
    model,
    prompt,
    aspect_ratio: aspectRatio,
    image_size: sizeOf(request),
    response_format: 'b64_json',
  };
  if (pictures.length === 0) return { path: '/images/generations', body: { json: fields } };
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  for (const [index, picture] of pictures.entries())
    form.append('image', picture, `picture-${index + 1}.${picture.type.slice('image/'.length)}`);
  return { path: '/images/edits', body: { form } };
}

/** Always stated, because size is billed. */
function sizeOf({ resolution = '1k' }: GenerationRequest): string {
  return resolution.toUpperCase();
}

/**
 * Classifies the answer to a create. A complete answer counts as accepted even without a picture: some services bill
 * blocked ones [S]. The poll then reports the failure.
 */
export function classifyCreate(
  exchange: Exchange,
  { attemptId, secrets }: Pick<CreateContext, 'attemptId'> & Pick<Account, 'secrets'>,
): CreateOutcome {
  if (exchange.kind === 'failure') return classifyUnanswered(exchange, secrets);
  const isSuccess = exchange.status >= 200 && exchange.status < 300;
  if (isSuccess && !exchange.truncated && readAnswer(exchange.body) !== undefined) {
    return { kind: 'accepted', operation: { id: attemptId }, evidence: toEvidence(exchange, { secrets }) };
  }
  return readLimit(classifyRefusal(exchange, secrets), exchange);
}

/** [D] Google's body says which quota is used up and how long to wait. */
function readLimit(outcome: CreateOutcome, { body }: Answer): CreateOutcome {
  if (outcome.kind !== 'refused' || outcome.refusal !== 'rate-limited') return outcome;
  // Waiting does not restore a daily quota.
  if (/PerDay/i.test(body)) return { ...outcome, refusal: 'balance' };
  const seconds = /"retryDelay"\s*:\s*"(\d{1,4})(?:\.\d+)?s"/.exec(body)?.[1];
  return seconds === undefined ? outcome : { ...outcome, retryAfterMs: (Number(seconds) + 1) * 1_000 };
}
