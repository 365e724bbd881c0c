import type { GenerationRequest } from '@cineflow/core';
import { atRoot, post, type Account } from '../kit/account.ts';
import { fetchPictures, toBase64 } from '../kit/fetch-picture.ts';
import { classifyCreate } from '../kit/relay/classify-create.ts';
import type { CreateContext, CreateOutcome } from '../spec.ts';

/** Names this wire in the `ref` of an operation: the same account has tasks at `/v1/videos` too. */
export const WIRE = 'v2';

/** What is asked for, and the built-in model whose way of asking it is. */
interface Asked {
  request: GenerationRequest;
  like: string;
}

/** Sends one create, or none when leave to write is refused, and says what is known of it afterwards. */
export async function create(account: Account, asked: Asked, context: CreateContext): Promise<CreateOutcome> {
  const startedAtMs = performance.now();
  const images = await gatherImages(account, asked, context);
  if ('kind' in images) return images;
  const json = toBody(asked.request, images, asked.like);
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
  { request: { inputs }, like }: Asked,
  context: CreateContext,
): Promise<readonly string[] | CreateOutcome> {
  const urls = inputs.map(({ url }) => url);
  if (!isVeo(like)) return urls;
  const pictures = await fetchPictures(http, urls, context);
  if ('kind' in pictures) return pictures;
  return Promise.all(
    pictures.map(async (picture) => `data:${picture.type};base64,${await toBase64(picture)}`),
  );
}

/** The JSON of a create, in the words of the model it is `like`. What is billed is always said. */
export function toBody(
  request: GenerationRequest,
  images: readonly string[],
  like = request.model,
): Record<string, unknown> {
  const { model, prompt, seed } = request;
  return {
    model,
    prompt,
    ...(isVeo(like) ? toVeo(request, like) : toGrok(request)),
    ...(images.length === 0 ? {} : { images }),
    ...(seed === undefined ? {} : { seed }),
  };
}

function isVeo(model: string): boolean {
  return model.startsWith('veo');
}

/** [S] Veo understands English only: `enhance_prompt` has the relay translate. A 4k model has its size in its name. */
function toVeo(
  { prompt, aspectRatio, resolution }: GenerationRequest,
  like: string,
): Record<string, unknown> {
  return {
    aspect_ratio: aspectRatio,
    enhance_prompt: /\p{Script=Han}/u.test(prompt),
    ...(like.endsWith('-4k') ? {} : { enable_upsample: resolution === '1080p' }),
  };
}

function toGrok({ aspectRatio, durationSeconds, resolution = '720p' }: GenerationRequest) {
  return { ratio: aspectRatio, duration: durationSeconds, resolution: resolution.toUpperCase() };
}
