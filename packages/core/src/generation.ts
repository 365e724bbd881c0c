import { defined } from './defined.ts';

/** Any JSON value. */
export type JsonValue =
  | null
  | boolean
  | number
  | string
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue };

/** Purpose of a picture or clip in a request. */
export type InputRole = 'first-frame' | 'last-frame' | 'reference' | 'video';

/** What a reference picture shows; `picture`: one that the shot itself lists. */
export type PanelKind = 'character' | 'scene' | 'prop' | 'picture';

/** One picture of a matrix. */
export interface MatrixPanel {
  kind: PanelKind;
  /** Empty where nothing names it. */
  name: string;
  sha256: string;
}

/** Begins the address of a frame that does not exist yet: the last one of another shot, whose number follows. */
export const FRAME_SCHEME = 'frame:';

/** A picture or clip in a request. */
export interface GenerationInput {
  role: InputRole;
  /**
   * `asset:<sha256>` for a picture we hold, `frame:<shot>` for the last frame of a shot. When it is sent, an address
   * the provider can fetch takes its place.
   */
  url: string;
  /** SHA-256 of its bytes, if we hold them. It identifies the content regardless of the address. */
  sha256?: string;
  /** Who or what it shows, for people. The fingerprint ignores it. */
  of?: string;
  /** The pictures to stitch into this one, in their order. The fingerprint ignores them: `sha256` is their `matrixId`. */
  panels?: readonly MatrixPanel[];
}

/**
 * The request for one take in vendor-neutral words; each adapter maps it to its wire format.
 * Together with the provider it decides the content of the clip. An absent field is left to the provider.
 */
export interface GenerationRequest {
  model: string;
  prompt: string;
  inputs: readonly GenerationInput[];
  durationSeconds: number;
  /** Width to height: `16:9`, `9:16`, `1:1` … */
  aspectRatio: string;
  /** Picture size in the model's own words: `720p`, `4k` … */
  resolution?: string;
  audio?: boolean;
  seed?: number;
  negativePrompt?: string;
  /** Options of one provider only. */
  options?: { readonly [key: string]: JsonValue };
}

/**
 * Location of a clip. `auth: 'provider'`: the key is sent, but only to the provider's own origin · `spool`: a local
 * file, for answers that contained the clip itself.
 */
export type ClipOutput = { url: string; auth: 'provider' | 'none' } | { spool: string };

/** The id of an operation and its poll data, as stored in the book, Redis and the journal. */
export interface KnownOperation {
  operationId: string;
  /** JSON text; only the adapter reads it. */
  operationRef?: string | undefined;
}

/** Converts a stored operation for an adapter. */
export function toOperation({ operationId, operationRef }: KnownOperation) {
  const ref = operationRef === undefined ? undefined : (JSON.parse(operationRef) as JsonValue);
  return { id: operationId, ...defined({ ref }) };
}

/** Converts an operation for storage. */
export function fromOperation({ id, ref }: { id: string; ref?: JsonValue | undefined }): KnownOperation {
  return { operationId: id, ...(ref === undefined ? {} : { operationRef: JSON.stringify(ref) }) };
}

/** Starting point of a request. Abilities and prices of a model depend on it. */
export type Mode = 'text' | 'image' | 'frames' | 'references' | 'video';

/** The mode of a request, by the roles of its inputs. */
export function modeOf(inputs: readonly Pick<GenerationInput, 'role'>[]): Mode {
  const roles = new Set(inputs.map(({ role }) => role));
  if (roles.has('video')) return 'video';
  if (roles.has('reference')) return 'references';
  if (roles.has('last-frame')) return 'frames';
  return roles.has('first-frame') ? 'image' : 'text';
}
