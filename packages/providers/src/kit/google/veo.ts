import type {
  ClipOutput,
  GenerationRequest,
  JsonValue,
  ModeCapabilities,
  ModelCapabilities,
} from '@cineflow/core';
import type { Exchange } from '@cineflow/http';
import { z } from 'zod';
import type { PollOutcome } from '../../spec.ts';
import { toEvidence } from '../evidence.ts';
import type { Picture } from './pictures.ts';
import { readJson, toProblem } from './problem.ts';
import { readTrouble, toFailure } from './read-trouble.ts';

const CLIP: ModeCapabilities = {
  durations: [4, 6, 8],
  aspectRatios: ['16:9', '9:16'],
  resolutions: ['720p', '1080p', '4k'],
};
const LITE: ModeCapabilities = { ...CLIP, resolutions: ['720p', '1080p'] };
const WITH_REFERENCES: ModelCapabilities['modes'] = {
  text: CLIP,
  image: CLIP,
  frames: CLIP,
  references: { ...CLIP, durations: [8], maxReferences: 3 },
};

/** Abilities of Veo 3.1, wherever it is sold. 1080p and 4k exist only as clips of 8 s. */
export const VEO_MODES = {
  standard: WITH_REFERENCES,
  fast: WITH_REFERENCES,
  lite: { text: LITE, image: LITE, frames: LITE },
} as const;

const DEFAULT_RESOLUTION = '720p';

/** Maps a request to a create of Veo: one clip, with seconds and size stated because they are billed. */
export function toVeoBody(
  request: GenerationRequest,
  pictures: readonly Picture[],
  own: Record<string, JsonValue> = {},
): { instances: JsonValue[]; parameters: Record<string, JsonValue> } {
  const { prompt, negativePrompt, durationSeconds, aspectRatio, resolution, options = {} } = request;
  const of = (wanted: Picture['role']) =>
    pictures
      .filter(({ role }) => role === wanted)
      .map(({ base64, mimeType }) => ({ bytesBase64Encoded: base64, mimeType }));
  const [image] = of('first-frame');
  const [lastFrame] = of('last-frame');
  const references = of('reference').map((picture) => ({ image: picture, referenceType: 'asset' }));
  const { personGeneration } = options;
  return {
    instances: [
      {
        prompt,
        ...(image && { image }),
        ...(lastFrame && { lastFrame }),
        ...(references.length === 0 ? {} : { referenceImages: references }),
      },
    ],
    parameters: {
      sampleCount: 1,
      aspectRatio,
      resolution: resolution ?? DEFAULT_RESOLUTION,
      durationSeconds,
      ...(negativePrompt === undefined ? {} : { negativePrompt }),
      ...(personGeneration === undefined ? {} : { personGeneration }),
      ...own,
    },
  };
}

const Text = z.string().nullish().catch(undefined);
const Filtered = {
  raiMediaFilteredCount: z.number().nullish().catch(undefined),
  raiMediaFilteredReasons: z.array(z.string()).nullish().catch(undefined),
};
const LongRunning = z.object({
  name: Text,
  done: z.boolean().nullish().catch(undefined),
  error: z.unknown().optional(),
  response: z
    .object({
      ...Filtered,
      /** Google Cloud. */
      videos: z
        .array(z.object({ gcsUri: Text, bytesBase64Encoded: Text }))
        .nullish()
        .catch(undefined),
      /** The Gemini API. */
      generateVideoResponse: z
        .object({
          ...Filtered,
          generatedSamples: z
            .array(z.object({ video: z.object({ uri: Text }).nullish().catch(undefined) }))
            .nullish()
            .catch(undefined),
        })
        .nullish()
        .catch(undefined),
    })
    .nullish()
    .catch(undefined),
});

/** Every operation name of Veo ends like this. */
export const VEO_NAME = /\/operations\/[^/]+$/;

/** Name of the operation a create started; null if it could not be polled. */
export function readVeoName(body: unknown): string | null | undefined {
  const name = LongRunning.safeParse(body).data?.name?.trim();
  if (!name) return undefined;
  return VEO_NAME.test(name) ? name : null;
}

/** Place of a clip: a URL, or the answer itself. */
export type VeoClip = { uri: string } | { base64: string };

/** Classifies the answer to a poll of Veo. */
export async function classifyVeo(
  exchange: Exchange,
  secrets: readonly string[],
  toOutput: (clip: VeoClip) => ClipOutput | undefined | Promise<ClipOutput | undefined>,
): Promise<PollOutcome> {
  const body = readJson(exchange);
  const operation = LongRunning.safeParse(body).data;
  const isAnswer = exchange.kind === 'answer' && exchange.status === 200;
  if (!isAnswer || !operation?.name) return readTrouble(exchange, body, secrets);
  const evidence = toEvidence(exchange, { secrets });
  if (operation.done !== true) return { kind: 'pending', evidence };
  const problem = toProblem(operation.error);
  if (problem !== undefined) return toFailure(exchange, problem, secrets);
  const { response } = operation;
  const clip = findClip(response);
  const output = clip && (await toOutput(clip));
  if (output !== undefined) return { kind: 'completed', output, evidence };
  const told = response?.generateVideoResponse ?? response;
  const reasons = told?.raiMediaFilteredReasons ?? [];
  if (clip === undefined && ((told?.raiMediaFilteredCount ?? 0) > 0 || reasons.length > 0)) {
    const words = reasons.join(' ') || 'The clip was kept back by a filter';
    return toFailure(exchange, { words, message: words }, secrets, true);
  }
  // Never give up a finished clip because of an answer we do not understand.
  return { kind: 'pending', odd: 'done, without a link', evidence };
}

type Response = z.infer<typeof LongRunning>['response'];

function findClip(response: Response): VeoClip | undefined {
  const video = response?.videos?.find(({ gcsUri, bytesBase64Encoded }) => gcsUri || bytesBase64Encoded);
  const sample = response?.generateVideoResponse?.generatedSamples?.find((one) => one.video?.uri);
  const uri = video?.gcsUri || sample?.video?.uri;
  if (uri) return { uri };
  return video?.bytesBase64Encoded ? { base64: video.bytesBase64Encoded } : undefined;
}
