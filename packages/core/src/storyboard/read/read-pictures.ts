import type { MatrixPolicy } from '@cineflow/contracts';
import type { GenerationInput } from '../../generation.ts';
import type { Character, ReadingRules, Target } from '../../model.ts';
import { matrixId } from '../pictures/matrix.ts';
import { assetOf } from '../pictures/uploads.ts';
import type { Bibles } from './bible.ts';
import { chooseReferences, isReferred, type Chosen } from './choose-references.ts';
import { cutText } from './echo-value.ts';
import type { JsonRecord } from './json-value.ts';
import type { PictureReader } from './read-entry-pictures.ts';
import { readInputs, type Listed } from './read-inputs.ts';
import { readPolicy } from './read-policy.ts';
import { readStart } from './read-start.ts';
import type { Place } from './report.ts';
import type { Given } from './sort-fields.ts';
import { picturesOf, recordUse, type Thing } from './things-of.ts';

interface PictureSource extends PictureReader {
  givens: readonly Given[];
  /** Whom and what the shot names. */
  things: readonly Thing[];
  target: Target | null;
  rules: ReadingRules | null;
  bibles: Bibles;
  /** Of the document. */
  matrix: MatrixPolicy | undefined;
  framed: Set<number>;
  /** Number of the shot before; null for the first one. */
  previous: number | null;
  /** Whether shots of the document continue the one before. */
  continues: boolean;
}

/** The pictures a shot sends: its own, that of its folder, and those of what it names. */
export function readPictures(segment: JsonRecord, place: Place, source: PictureSource): Chosen {
  const { givens, uploads, pictures, target, rules, framed } = source;
  const policy = readPolicy(segment, 'matrix', place) ?? rules?.matrix ?? source.matrix ?? 'auto';
  const wanted = picturesOf(source.things);
  recordUse(wanted, uploads);
  const own = readInputs(givens, {
    uploads,
    pictures,
    target,
    folder: folderOf(place, source),
    start: readStart(source.givens, place, { ...source, byDefault: source.continues }),
    isReferred: (url) => isReferred(url, wanted, { target, policy }),
  });
  if (own.usesFolder && place.segmentIndex !== undefined) framed.add(place.segmentIndex);
  return chooseReferences(own, wanted, { target, policy, place, pathOf: uploads.pathOf });
}

function folderOf(place: Place, { bibles, uploads }: PictureSource): Listed | null {
  const path = bibles.frames.get(place.segmentIndex ?? 0);
  const sha256 = path === undefined ? undefined : uploads.files?.get(path);
  if (path === undefined || sha256 === undefined) return null;
  return { ...assetOf(sha256), name: cutText(path, 60), place };
}

/** A matrix is identified by its panels and the shape of the clip. */
export function nameMatrix({ inputs, panels }: Chosen, aspectRatio: string): GenerationInput[] {
  if (panels === undefined) return inputs;
  const picture = assetOf(matrixId(aspectRatio, panels));
  return inputs.map((input) => ({ ...input, ...picture }));
}

/** Tells whether a picture of an entry is among the inputs. */
export function findSent(inputs: readonly GenerationInput[]): (entry: Character) => boolean {
  const hashes = new Set(inputs.flatMap(({ panels = [] }) => panels.map(({ sha256 }) => sha256)));
  const urls = new Set(inputs.map(({ url }) => url));
  return ({ pictures = [] }) => pictures.some(({ url, sha256 = '' }) => urls.has(url) || hashes.has(sha256));
}
