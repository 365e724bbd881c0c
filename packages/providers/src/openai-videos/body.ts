import type { GenerationRequest, InputRole } from '@cineflow/core';
import type { Shape } from './settings.ts';

type Json = Record<string, unknown>;

/** JSON body of a create, in the form of the model it is `like`. The relay charges for exactly this. */
export function toJson(
  request: GenerationRequest,
  shape: Exclude<Shape, 'form'>,
  like = request.model,
): Json {
  return BODIES[shape](request, like);
}

/** Form fields of a create, without its picture. */
export function toFields({
  model,
  prompt,
  durationSeconds,
  seed,
  ...request
}: GenerationRequest): Record<string, string> {
  return {
    model,
    prompt,
    seconds: String(durationSeconds),
    size: toSize(request),
    ...(seed === undefined ? {} : { seed: String(seed) }),
  };
}

/**
 * Always states duration and size, because they are billed. [D] Video-Gen: `seconds` is text. [C] Veo takes a number.
 */
function toFlat(request: GenerationRequest, like: string): Json {
  const { model, prompt, durationSeconds, seed } = request;
  const picture = urlOf(request, 'first-frame');
  return {
    model,
    prompt,
    seconds: like.startsWith('veo') ? durationSeconds : String(durationSeconds),
    size: toSize(request),
    // [C] Sora takes an object here and answers 400 to text; Wan takes text.
    ...(picture === undefined
      ? {}
      : { input_reference: like.startsWith('sora') ? { image_url: picture } : picture }),
    ...(seed === undefined ? {} : { seed }),
  };
}

/** [C] Seedance at AIHubMix: a list of parts, each picture with its role; the resolution by name. */
function toContent(request: GenerationRequest): Json {
  const {
    model,
    prompt,
    inputs,
    durationSeconds,
    aspectRatio,
    resolution = '720p',
    audio = true,
    seed,
  } = request;
  const pictures = inputs.map(({ role, url }) => ({
    type: 'image_url',
    image_url: { url },
    role: role.replace('-', '_'),
  }));
  return {
    model,
    prompt,
    duration: durationSeconds,
    content: [{ type: 'text', text: prompt }, ...pictures],
    resolution,
    ratio: aspectRatio,
    generate_audio: audio,
    watermark: false,
    ...(seed === undefined ? {} : { seed }),
  };
}

/** [C] Wan 2.7 from a picture, and HappyHorse: Alibaba's own body within `/v1/videos`. */
function toDashScope(request: GenerationRequest): Json {
  const { model, prompt, inputs, durationSeconds, aspectRatio, resolution = '720p', seed } = request;
  const media = inputs.map(({ role, url }) => ({ type: role.replace('-', '_'), url }));
  return {
    model,
    input: { prompt, ...(media.length === 0 ? {} : { media }) },
    parameters: {
      resolution: resolution.toUpperCase(),
      duration: durationSeconds,
      aspect_ratio: aspectRatio,
      prompt_extend: true,
      watermark: false,
      ...(seed === undefined ? {} : { seed }),
    },
  };
}

const BODIES = { flat: toFlat, content: toContent, dashscope: toDashScope };

/** Size in pixels: `9:16` at 720p is `720x1280`. */
function toSize({ aspectRatio, resolution }: Pick<GenerationRequest, 'aspectRatio' | 'resolution'>): string {
  const [wide = 16, high = 9] = aspectRatio.split(':').map(Number);
  const scale = Number.parseInt(resolution ?? '720', 10) / Math.min(wide, high);
  return `${Math.round(wide * scale)}x${Math.round(high * scale)}`;
}

/** URL of the first input with a role. */
export function urlOf({ inputs }: Pick<GenerationRequest, 'inputs'>, role: InputRole): string | undefined {
  return inputs.find((input) => input.role === role)?.url;
}
