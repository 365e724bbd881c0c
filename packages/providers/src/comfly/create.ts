import type { GenerationRequest } from '@cineflow/core';
import { atRoot, post, type Account } from '../kit/account.ts';
import { fetchPictures, toBase64 } from '../kit/fetch-picture.ts';
import { classifyCreate } from '../kit/relay/classify-create.ts';
import type { CreateContext, CreateOutcome } from '../spec.ts';

/** Marks this wire in the `ref` of an operation: the same account has tasks at `/v1/videos` too. */
export const WIRE = 'v2';

/** The request, and the built-in model whose wire form it takes. */
interface Asked {
  request: GenerationRequest;
  like: string;
}

/** Sends one create, or none if the fence refuses to write; reports what is known afterwards. */
export async function create(account: Account, asked: Asked, context: CreateContext): Promise<CreateOutcome> {
  const startedAtMs = performance.now();
  const images = await gatherImages(account, asked, context);
  if ('kind' in images) return images;
  const json = toBody(asked.request, images, asked.like);
  // The whole create has one deadline: subtract the time spent fetching pictures.
  const timeoutMs = Math.max(1, context.timeoutMs - (performance.now() - startedAtMs));
  const exchange = await post(atRoot(account), '/v2/videos/generations', { json, ...context, timeoutMs });
  const outcome = classifyCreate(exchange, account.secrets);
  return outcome.kind === 'accepted'
    ? { ...outcome, operation: { ...outcome.operation, ref: WIRE } }
    : outcome;
}

/** [C] Veo takes the bytes of its pictures, Grok their URLs. */
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

/** JSON body of a create, in the form of the model it is `like`. States everything that is billed. */
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

/**
 * [S] Veo understands only English; `enhance_prompt` makes the relay translate. The name of a 4k model includes its
 * size.
 */
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
