import type { GenerationRequest } from '@cineflow/core';
import { atRoot, post, type Account } from '../kit/account.ts';
import { fetchPictures, toBase64 } from '../kit/fetch-picture.ts';
import { classifyCreate } from '../kit/relay/classify-create.ts';
import type { CreateContext, CreateOutcome } from '../spec.ts';

/** Names this wire in the `ref` of an operation: the same account has tasks at `/v1/videos` too. */
export const WIRE = 'v2';

/** Sends one create, or none when leave to write is refused, and says what is known of it afterwards. */
export async function create(
  account: Account,
  request: GenerationRequest,
  context: CreateContext,
): Promise<CreateOutcome> {
  const startedAtMs = performance.now();
  const images = await gatherImages(account, request, context);
  if ('kind' in images) return images;
  const json = toBody(request, images);
  // What the pictures took is gone: the whole create has one deadline.
  const timeoutMs = Math.max(1, context.timeoutMs - (performance.now() - startedAtMs));
  const exchange = await post(atRoot(account), '/v2/videos/generations', { json, ...context, timeoutMs });
  const outcome = classifyCreate(exchange, account.secrets);
  return outcome.kind === 'accepted'
    ? { ...outcome, operation: { ...outcome.operation, ref: WIRE } }
    : outcome;
}

/** [C] Veo is sent the bytes of its pictures, Grok their addresses. */
async function gatherImages(
  { http }: Account,
  { model, inputs }: GenerationRequest,
  context: CreateContext,
): Promise<readonly string[] | CreateOutcome> {
  const urls = inputs.map(({ url }) => url);
  if (!isVeo(model)) return urls;
  const pictures = await fetchPictures(http, urls, context);
  if ('kind' in pictures) return pictures;
  return Promise.all(
    pictures.map(async (picture) => `data:${picture.type};base64,${await toBase64(picture)}`),
  );
}

/** The JSON of a create; each kind of model has its own words. What is billed is always said. */
export function toBody(request: GenerationRequest, images: readonly string[]): Record<string, unknown> {
  const { model, prompt, seed } = request;
  return {
    model,
    prompt,
    ...(isVeo(model) ? toVeo(request) : toGrok(request)),
    ...(images.length === 0 ? {} : { images }),
    ...(seed === undefined ? {} : { seed }),
  };
}

function isVeo(model: string): boolean {
  return model.startsWith('veo');
}

/** [S] Veo understands English only: `enhance_prompt` has the relay translate. */
function toVeo({ prompt, aspectRatio, resolution }: GenerationRequest): Record<string, unknown> {
  return {
    aspect_ratio: aspectRatio,
    enhance_prompt: /\p{Script=Han}/u.test(prompt),
    ...(resolution === undefined ? {} : { enable_upsample: resolution === '1080p' }),
  };
}

function toGrok({ aspectRatio, durationSeconds, resolution = '720p' }: GenerationRequest) {
  return { ratio: aspectRatio, duration: durationSeconds, resolution: resolution.toUpperCase() };
}
