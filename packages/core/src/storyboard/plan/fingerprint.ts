import { hash } from 'node:crypto';
import type { GenerationInput, GenerationRequest } from '../../generation.ts';
import type { Target } from '../../model.ts';
import { pictureIdentity } from '../read/picture-identity.ts';

/**
 * Names the content of one take: sha256 in hex over everything that decides what the clip shows, and the ordinal.
 *
 * `ordinal` says for the how many-th time this very content is ordered inside its storyboard. The takes of a shot have
 * the same content and still are different clips, each to be paid; so have two shots that happen to be identical. The
 * position in the storyboard is left out on purpose: whoever edits, adds or moves other shots and orders again must
 * find every clip that is already paid for under the same fingerprint.
 *
 * A picture counts by the hash of its bytes where we hold them, else by its address without the parameters of known
 * signatures (S3, COS, OSS, TOS, GCS, Azure), which object stores write anew each time.
 *
 * Fingerprints of clips that are paid for must never change. So a request is named by the oldest version that can say
 * all of it, and a new version only names what no older one could.
 */
export function fingerprint(
  { providerId, model }: Target,
  request: GenerationRequest,
  ordinal: number,
): string {
  const said = sayFirst(providerId, model.proOf, request) ?? saySecond(providerId, request);
  return hash('sha256', JSON.stringify({ ...said, ordinal }), 'hex');
}

const FIRST_SHAPES: Readonly<Record<string, string>> = { '16:9': 'horizontal', '9:16': 'vertical' };

/** Version 1: one picture at most, two shapes, and pro as a flag of the ordinary model. */
function sayFirst(provider: string, proOf: string | undefined, request: GenerationRequest): object | null {
  const { model, prompt, inputs, durationSeconds, aspectRatio, ...more } = request;
  const [picture, ...others] = inputs;
  const resolution = FIRST_SHAPES[aspectRatio];
  const isPlain = Object.values(more).every((value) => value === undefined);
  if (!isPlain || others.length > 0 || resolution === undefined) return null;
  if (picture && (picture.role !== 'first-frame' || picture.sha256 !== undefined)) return null;
  const imageUrl = picture ? pictureIdentity(picture.url) : null;
  const isPro = proOf !== undefined;
  return { provider, model: proOf ?? model, prompt, imageUrl, durationSeconds, isPro, resolution };
}

/** Version 2: every field of a request by name; what is absent is left out, so that a new field changes nothing old. */
function saySecond(provider: string, request: GenerationRequest): object {
  // Typed so that a new field of a request cannot be forgotten here.
  const content: { [Key in keyof GenerationRequest]-?: unknown } = {
    model: request.model,
    prompt: request.prompt,
    inputs: request.inputs.map(nameInput),
    durationSeconds: request.durationSeconds,
    aspectRatio: request.aspectRatio,
    resolution: request.resolution,
    audio: request.audio,
    seed: request.seed,
    negativePrompt: request.negativePrompt,
    options: sortKeys(request.options),
  };
  return { version: 2, provider, ...content };
}

function nameInput({ role, url, sha256 }: GenerationInput): [string, string] {
  return [role, sha256 ?? pictureIdentity(url)];
}

/** Equal options in another order are equal. */
function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sortKeys(inner)]));
}
