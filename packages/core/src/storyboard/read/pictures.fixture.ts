import type { Warning } from '@cineflow/contracts';
import type { ModelCapabilities } from '../../capabilities.ts';
import type { CleanStoryboard } from '../../model.ts';
import { buildPrompt } from '../prompt/build-prompt.ts';
import { readStoryboard, type ReadContext } from './read-storyboard.ts';

const CLIP = { durations: [10], aspectRatios: ['16:9', '9:16'] };

function row(id: string, modes: ModelCapabilities['modes']): ModelCapabilities {
  return { id, enabled: true, modes };
}

const MODELS = [
  row('all', { text: CLIP, image: CLIP, frames: CLIP, references: { ...CLIP, maxReferences: 2 } }),
  row('many', { text: CLIP, references: { ...CLIP, maxReferences: 9 } }),
  row('frame', { text: CLIP, image: CLIP }),
  row('text', { text: CLIP }),
];

/** A provider with one model of each kind: 2 references, 9 references, only a first frame, only text. */
export const PICTURES: ReadContext = {
  providers: [{ id: 'p', models: MODELS, defaultModel: 'all' }],
  defaultProvider: 'p',
  defaultTakes: 1,
  today: '2026-07-01',
};

/** Different hashes, one per letter or digit. */
export function shaOf(sign: string): string {
  return sign.charCodeAt(0).toString(16).padStart(4, '0').repeat(16);
}

/** Files by path, with the hash of the sign behind each. */
export function filesOf(signs: Record<string, string>): ReadonlyMap<string, string> {
  return new Map(Object.entries(signs).map(([path, sign]) => [path, shaOf(sign)]));
}

interface Sent {
  files?: ReadonlyMap<string, string>;
  assets?: ReadonlySet<string>;
  model?: string;
  options?: object;
}

export interface Pictured {
  storyboard: CleanStoryboard;
  /** Inputs of the first shot: role, then sign of the hash or address. */
  inputs: string[];
  prompt: string;
  warnings: Warning[];
  /** Words of the warnings that are not only about names of fields. */
  told: string[];
}

/** Reads a document that has to be accepted. */
export function readPictures(
  document: object,
  { files, assets, model = 'all', options }: Sent = {},
): Pictured {
  const body = { storyboard: document, options: { model, ...options } };
  const read = readStoryboard(body, { ...PICTURES, ...(files && { files }), ...(assets && { assets }) });
  if (!read.ok) throw new Error(JSON.stringify(read.errors));
  const [shot] = read.storyboard.shots;
  if (shot === undefined) throw new Error('no shot');
  return {
    storyboard: read.storyboard,
    inputs: shot.inputs.map(
      ({ role, url, sha256 }) => `${role} ${sha256 === undefined ? url : signOf(sha256)}`,
    ),
    prompt: buildPrompt(shot),
    warnings: read.warnings,
    told: read.warnings.flatMap(({ code, detail }) =>
      code === 'field-understood' || code === 'file-understood' ? [] : [`${code} ${detail}`],
    ),
  };
}

/** The errors of a document that has to be refused: code, pointer, words and advice. */
export function refusePictures(document: object, { files, assets, model = 'all' }: Sent = {}): string[] {
  const body = { storyboard: document, options: { model } };
  const read = readStoryboard(body, { ...PICTURES, ...(files && { files }), ...(assets && { assets }) });
  if (read.ok) throw new Error('the document was accepted');
  return read.errors.map(({ code, pointer, detail, fix = '' }) => `${code} ${pointer} ${detail} ${fix}`);
}

function signOf(sha256: string): string {
  const code = sha256.slice(0, 4);
  return code.repeat(16) === sha256 ? String.fromCharCode(Number.parseInt(code, 16)) : sha256;
}
