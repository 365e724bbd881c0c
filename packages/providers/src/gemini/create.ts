import type { GenerationRequest, JsonValue } from '@cineflow/core';
import type { Exchange } from '@cineflow/http';
import { z } from 'zod';
import { post, type Account } from '../kit/account.ts';
import { classifyCreate } from '../kit/google/classify-create.ts';
import { fetchPictures, type Picture } from '../kit/google/pictures.ts';
import { readVeoName, toVeoBody } from '../kit/google/veo.ts';
import type { CreateContext, CreateOutcome, Operation } from '../spec.ts';

/** The request, and the built-in model whose wire form it takes. */
interface Asked {
  request: GenerationRequest;
  like: string;
}

/** Sends one create, or none if the fence refuses to write; reports what is known afterwards. */
export async function create(
  account: Account,
  { request, like }: Asked,
  context: CreateContext,
): Promise<CreateOutcome> {
  const startedAtMs = performance.now();
  const pictures = await fetchPictures(account.http, request, context);
  if ('kind' in pictures) return pictures;
  const { path, body } = toOrder(request, pictures, like);
  // The whole create has one deadline: subtract the time spent fetching pictures.
  const timeoutMs = Math.max(1, context.timeoutMs - (performance.now() - startedAtMs));
  const exchange = await post(account, path, { json: body, ...context, timeoutMs });
  return classify(exchange, account.secrets);
}

/** Path and body of a create. Models `like` Veo use another call than Omni. */
export function toOrder(request: GenerationRequest, pictures: readonly Picture[], like = request.model) {
  const { model } = request;
  return like.startsWith('veo')
    ? { path: `/models/${encodeURIComponent(model)}:predictLongRunning`, body: toVeoBody(request, pictures) }
    : { path: '/interactions', body: toOmniBody(request, pictures) };
}

const DEFAULT_RESOLUTION = '720p';

/**
 * Always states seconds and size, because they are billed. Without `background` the call would last as long as the
 * render.
 */
function toOmniBody(request: GenerationRequest, pictures: readonly Picture[]): Record<string, JsonValue> {
  const { model, prompt, durationSeconds, aspectRatio, resolution } = request;
  const images = pictures.map(({ base64, mimeType }) => ({
    type: 'image',
    data: base64,
    mime_type: mimeType,
  }));
  const isReferred = pictures.some(({ role }) => role === 'reference');
  // Otherwise the model itself decides whether a picture is a frame or a reference.
  const task = isReferred ? 'reference_to_video' : 'image_to_video';
  return {
    model,
    input: images.length === 0 ? prompt : [...images, { type: 'text', text: prompt }],
    background: true,
    response_format: {
      type: 'video',
      delivery: 'uri',
      aspect_ratio: aspectRatio,
      resolution: resolution ?? DEFAULT_RESOLUTION,
      duration: `${durationSeconds}s`,
    },
    ...(images.length === 0 ? {} : { generation_config: { video_config: { task } } }),
  };
}

const Created = z.object({ id: z.string() });

function readOperation(body: unknown): Operation | null | undefined {
  const id = Created.safeParse(body).data?.id.trim();
  if (id) return /^(?:null|undefined|0)$/i.test(id) ? null : { id };
  const name = readVeoName(body);
  return typeof name === 'string' ? { id: name } : name;
}

/** Classifies the answer to a create. */
export function classify(exchange: Exchange, secrets: readonly string[]): CreateOutcome {
  return classifyCreate(exchange, secrets, readOperation);
}
