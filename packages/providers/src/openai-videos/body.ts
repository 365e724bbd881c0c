import type { GenerationRequest, InputRole } from '@cineflow/core';
import type { Shape } from './settings.ts';

type Json = Record<string, unknown>;

/** The JSON of a create, a model asked for as `like` is; this and nothing else is what the relay is paid for. */
export function toJson(
  request: GenerationRequest,
  shape: Exclude<Shape, 'form'>,
  like = request.model,
): Json {
  return BODIES[shape](request, like);
}

/** The fields of a create that is sent as a form, without its picture. */
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

/** Duration, size and sound are billed, so they are always sent; [D] Video-Gen: `seconds` is text, but not for Veo [C]. */
function toFlat(request: GenerationRequest, like: string): Json {
  const { model, prompt, durationSeconds, seed } = request;
  const picture = urlOf(request, 'first-frame');
  return {
    model,
    prompt,
    seconds: like.startsWith('veo') ? durationSeconds : String(durationSeconds),
    size: toSize(request),
    // [C] Sora wants an object there and answers 400 to a text, Wan wants the text.
    ...(picture === undefined
      ? {}
      : { input_reference: like.startsWith('sora') ? { image_url: picture } : picture }),
    ...(seed === undefined ? {} : { seed }),
  };
}

/** [C] Seedance at AIHubMix: a list of parts, each picture with its role; the resolution is a word. */
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

/** [C] Wan 2.7 from a picture, and HappyHorse: Alibaba's own shape within `/v1/videos`. */
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

/** Pixels of a picture: `9:16` at 720p is `720x1280`. */
function toSize({ aspectRatio, resolution }: Pick<GenerationRequest, 'aspectRatio' | 'resolution'>): string {
  const [wide = 16, high = 9] = aspectRatio.split(':').map(Number);
  const scale = Number.parseInt(resolution ?? '720', 10) / Math.min(wide, high);
  return `${Math.round(wide * scale)}x${Math.round(high * scale)}`;
}

/** The address of the first input of a role. */
export function urlOf({ inputs }: Pick<GenerationRequest, 'inputs'>, role: InputRole): string | undefined {
  return inputs.find((input) => input.role === role)?.url;
}
