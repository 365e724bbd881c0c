import type { GenerationRequest, JsonValue } from '@cineflow/core';

/** Pixel sizes of Wan 2.6, whose text and reference modes take a size instead of a ratio. */
const SIZES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  '720P': { '16:9': '1280*720', '9:16': '720*1280', '1:1': '960*960', '4:3': '1088*832', '3:4': '832*1088' },
  '1080P': {
    '16:9': '1920*1080',
    '9:16': '1080*1920',
    '1:1': '1440*1440',
    '4:3': '1632*1248',
    '3:4': '1248*1632',
  },
};

const MEDIA_TYPES = {
  'first-frame': 'first_frame',
  'last-frame': 'last_frame',
  reference: 'reference_image',
  video: 'reference_video',
} as const;

const DEFAULT_RESOLUTION = '720P';
/** Options of this provider that are passed through unchanged. */
const OWN_OPTIONS = ['prompt_extend', 'shot_type', 'watermark'];

export interface CreateBody {
  model: string;
  input: Record<string, JsonValue>;
  parameters: Record<string, JsonValue>;
}

/**
 * Maps a request to the wire, in the form of the model it is `like`.
 *
 * Always states duration and size: the vendor's default, 1080P, costs more. Always states `prompt_extend`: a new
 * default must not change what a clip shows.
 */
export function toBody(request: GenerationRequest, like = request.model): CreateBody {
  const { model, prompt, negativePrompt, durationSeconds, seed, audio, options = {} } = request;
  const own = OWN_OPTIONS.flatMap((name) => (options[name] === undefined ? [] : [[name, options[name]]]));
  return {
    model,
    input: {
      prompt,
      ...(negativePrompt === undefined ? {} : { negative_prompt: negativePrompt }),
      ...(isLegacy(like) ? toLegacyInput(request) : toMedia(request)),
    },
    parameters: {
      ...toSize(request, like),
      duration: durationSeconds,
      ...(seed === undefined ? {} : { seed }),
      // Of the 2.6 models only flash bills sound separately.
      ...(like.endsWith('-flash') ? { audio: audio ?? true } : {}),
      prompt_extend: true,
      watermark: false,
      ...(Object.fromEntries(own) as Record<string, JsonValue>),
    },
  };
}

function toLegacyInput({ inputs }: GenerationRequest): Record<string, JsonValue> {
  const frame = inputs.find(({ role }) => role === 'first-frame');
  const references = inputs.filter(({ role }) => role === 'reference' || role === 'video');
  return {
    ...(frame === undefined ? {} : { img_url: frame.url }),
    ...(references.length === 0 ? {} : { reference_urls: references.map(({ url }) => url) }),
  };
}

function toMedia({ inputs }: GenerationRequest): Record<string, JsonValue> {
  if (inputs.length === 0) return {};
  return { media: inputs.map(({ role, url }) => ({ type: MEDIA_TYPES[role], url })) };
}

function isLegacy(model: string): boolean {
  return model.startsWith('wan2.6');
}

function toSize(
  { inputs, aspectRatio, resolution = DEFAULT_RESOLUTION }: GenerationRequest,
  like: string,
): Record<string, JsonValue> {
  const hasFrame = inputs.some(({ role }) => role === 'first-frame' || role === 'last-frame');
  // The first frame decides the ratio.
  if (hasFrame) return { resolution };
  const size = SIZES[resolution]?.[aspectRatio];
  if (isLegacy(like) && size !== undefined) return { size };
  return { resolution, ratio: aspectRatio };
}
