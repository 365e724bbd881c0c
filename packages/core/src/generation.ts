import { defined } from './defined.ts';

/** Anything JSON can carry. */
export type JsonValue =
  | null
  | boolean
  | number
  | string
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue };

/** What a picture or a clip that goes into a request is for. */
export type InputRole = 'first-frame' | 'last-frame' | 'reference' | 'video';

/** A picture or a clip that goes into a request. */
export interface GenerationInput {
  role: InputRole;
  url: string;
  /** SHA-256 of its bytes, where we hold them: it names the content, whatever the address is. */
  sha256?: string;
}

/**
 * Everything one take is asked for, in words no provider owns; each adapter maps it to its wire. With the provider it
 * decides what a clip shows. A field that is absent is left to the provider and never billed by a guess.
 */
export interface GenerationRequest {
  model: string;
  prompt: string;
  inputs: readonly GenerationInput[];
  durationSeconds: number;
  /** Width to height: `16:9`, `9:16`, `1:1` … */
  aspectRatio: string;
  /** Size of the picture as the model names it: `720p`, `4k` … */
  resolution?: string;
  audio?: boolean;
  seed?: number;
  negativePrompt?: string;
  /** What only this provider knows. */
  options?: { readonly [key: string]: JsonValue };
}

/**
 * Where the clip of an operation is. `auth: 'provider'`: the key is sent along, to the provider's own origin only ·
 * `spool`: a file of this machine, for answers that carried the clip itself.
 */
export type ClipOutput = { url: string; auth: 'provider' | 'none' } | { spool: string };

/** The id of an operation and whatever a poll needs beside it, as the book, Redis and the journal keep them. */
export interface KnownOperation {
  operationId: string;
  /** JSON as text: nobody but the adapter reads it. */
  operationRef?: string | undefined;
}

/** An operation as an adapter takes it. */
export function toOperation({ operationId, operationRef }: KnownOperation) {
  const ref = operationRef === undefined ? undefined : (JSON.parse(operationRef) as JsonValue);
  return { id: operationId, ...defined({ ref }) };
}

/** An operation as it is kept. */
export function fromOperation({ id, ref }: { id: string; ref?: JsonValue | undefined }): KnownOperation {
  return { operationId: id, ...(ref === undefined ? {} : { operationRef: JSON.stringify(ref) }) };
}

/** What a request starts from: models differ by it in what they can do and cost. */
export type Mode = 'text' | 'image' | 'frames' | 'references' | 'video';

/** The mode of a request, by the roles of its inputs. */
export function modeOf(inputs: readonly Pick<GenerationInput, 'role'>[]): Mode {
  const roles = new Set(inputs.map(({ role }) => role));
  if (roles.has('video')) return 'video';
  if (roles.has('reference')) return 'references';
  if (roles.has('last-frame')) return 'frames';
  return roles.has('first-frame') ? 'image' : 'text';
}
