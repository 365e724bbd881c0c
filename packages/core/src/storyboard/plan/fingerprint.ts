import { hash } from 'node:crypto';
import type { GenerationInput, GenerationRequest } from '../../generation.ts';
import type { Target } from '../../model.ts';
import { pictureIdentity } from '../read/picture-identity.ts';

/**
 * Identifies the content of one take: sha256 in hex over everything that decides the clip, and the ordinal.
 *
 * `ordinal` counts equal contents inside a storyboard. The takes of a shot have equal content and are still different
 * clips, each paid; so are two identical shots. The position is left out on purpose. After shots are edited, added or
 * moved, a new order must find all paid clips again.
 *
 * A picture counts by the hash of its bytes if we hold them. Otherwise by its address without the parameters of known
 * signatures, which object stores rewrite each time.
 *
 * Fingerprints of paid clips must never change. So the oldest version that can express a request is used. A new
 * version covers only what no older one can.
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

/** Version 1: at most one picture, two shapes, and pro as a flag of the base model. */
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

/**
 * Version 2: every field of a request by name. Absent fields are left out, so a new field changes no old fingerprint.
 */
function saySecond(provider: string, request: GenerationRequest): object {
  // The type forces an entry for every new field of a request.
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

/** The order of options does not matter. */
function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sortKeys(inner)]));
}
