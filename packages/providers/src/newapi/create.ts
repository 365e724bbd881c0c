import type { GenerationRequest } from '@cineflow/core';
import { post, type Account } from '../kit/account.ts';
import { classifyCreate } from '../kit/relay/classify-create.ts';
import type { CreateContext, CreateOutcome } from '../spec.ts';

/** Sends one create, or none if the fence refuses to write; reports what is known afterwards. */
export async function create(
  account: Account,
  body: Record<string, unknown>,
  context: CreateContext,
): Promise<CreateOutcome> {
  const exchange = await post(account, '/video/generations', { json: body, ...context });
  return classifyCreate(exchange, account.secrets);
}

/**
 * JSON body of a create, in the form of the model it is `like`. Always states duration and size, because they are
 * billed.
 */
export function toBody(request: GenerationRequest, like = request.model): Record<string, unknown> {
  const { model, prompt, inputs, durationSeconds } = request;
  const [picture] = inputs;
  const metadata = like.startsWith('veo') ? toVeo(request) : undefined;
  return {
    model,
    prompt,
    duration: durationSeconds,
    size: toSize(request, like),
    ...(picture === undefined ? {} : { image: picture.url, images: [picture.url] }),
    ...(metadata === undefined ? {} : { metadata }),
  };
}

/** [C] The Veo channel reads the vendor's own field names from `metadata`. */
function toVeo({
  durationSeconds,
  aspectRatio,
  resolution = '720p',
  negativePrompt,
  seed,
}: GenerationRequest) {
  return {
    durationSeconds,
    aspectRatio,
    resolution,
    ...(negativePrompt === undefined ? {} : { negativePrompt }),
    ...(seed === undefined ? {} : { seed }),
  };
}

/** [C] The Wan channel takes `1280*720` for text and `720P` with a picture; others take `1280x720`. */
function toSize({ inputs, aspectRatio, resolution = '720p' }: GenerationRequest, like: string): string {
  const isWan = like.startsWith('wan');
  if (isWan && inputs.length > 0) return resolution.toUpperCase();
  const [wide = 16, high = 9] = aspectRatio.split(':').map(Number);
  const scale = Number.parseInt(resolution, 10) / Math.min(wide, high);
  return [wide, high].map((side) => Math.round(side * scale)).join(isWan ? '*' : 'x');
}
