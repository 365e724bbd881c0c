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

/** What Veo 3.1 can do, wherever it is sold. 1080p and 4k are made in clips of 8 s only. */
export const VEO_MODES = {
  standard: WITH_REFERENCES,
  fast: WITH_REFERENCES,
  lite: { text: LITE, image: LITE, frames: LITE },
} as const;

const DEFAULT_RESOLUTION = '720p';

/** Maps a request to a create of Veo: one clip, and what is billed, seconds and size, always said. */
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

/** The end of the name of every operation of Veo. */
export const VEO_NAME = /\/operations\/[^/]+$/;

/** The name of the operation that a create started; null for one that nobody could ask for. */
export function readVeoName(body: unknown): string | null | undefined {
  const name = LongRunning.safeParse(body).data?.name?.trim();
  if (!name) return undefined;
  return VEO_NAME.test(name) ? name : null;
}

/** Where a clip is: at an address, or in the answer itself. */
export type VeoClip = { uri: string } | { base64: string };

/** Says what one poll tells about an operation of Veo. */
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
  // What was made must not be given up for an answer that is not understood.
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
