import type { MatrixPolicy } from '@cineflow/contracts';
import type { GenerationInput, InputRole, MatrixPanel, PanelKind } from '../../generation.ts';
import type { Picture, Target } from '../../model.ts';
import { MAX_PANELS } from '../pictures/matrix.ts';
import { cutText } from './echo-value.ts';
import { pictureIdentity } from './picture-identity.ts';
import { dropReferences, toInput, type Listed, type OwnPictures } from './read-inputs.ts';
import { isAsset } from './read-value.ts';
import { warn, type Place } from './report.ts';
import { count } from './tally.ts';

/** A picture that a shot gets because it names whom or what it shows. */
export interface Wanted {
  kind: PanelKind;
  name: string;
  picture: Picture;
  /** 1 for the first picture of its kind and name. */
  view: number;
}

/** What a shot sends. With `panels` its one input is a matrix, which is identified once the shape is known. */
export interface Chosen {
  inputs: GenerationInput[];
  panels?: MatrixPanel[];
}

interface Choice {
  target: Target | null;
  policy: MatrixPolicy;
  /** The shot. */
  place: Place;
  /** Names pictures that a shot lists. */
  pathOf: ReadonlyMap<string, string>;
}

/**
 * Chooses the references of a shot: its own first, then the wanted ones in their order. Where its model takes fewer,
 * they become one matrix if we hold all of them.
 */
export function chooseReferences(own: OwnPictures, wanted: readonly Wanted[], choice: Choice): Chosen {
  const { target, policy, place } = choice;
  const { frames } = own;
  const sendOwn = () => dropReferences(own.references, frames.length > 0, target);
  if (target === null) return { inputs: [...frames, ...sendOwn()] };
  const more = leaveOutDoubles(own, wanted);
  if (frames.length > 0) {
    if (more.length > 0) leaveOutAll(place, 'a shot with a frame takes no references');
    return { inputs: [...frames, ...sendOwn()] };
  }
  const all = [...own.references.map((listed) => toWanted(listed, choice)), ...more];
  if (isStitched(all, target, policy)) return stitch(all, choice);
  if (policy === 'always' && all.length > 1) recordNoMatrix(place);
  const { references } = target.model.modes;
  if (references === undefined) {
    if (more.length > 0) leaveOutAll(place, `model ${target.model.id} takes no references`);
    return { inputs: sendOwn() };
  }
  const kept = sendOwn();
  const room = (references.maxReferences ?? Infinity) - kept.length;
  const added = more.slice(0, room);
  const left = more.slice(added.length);
  if (left.length > 0) {
    recordLeft(place, `model ${target.model.id} takes ${references.maxReferences} references`, left);
  }
  const inputs = added.map(({ picture, name }) => ({ ...toInput('reference', picture), of: name }));
  return { inputs: [...kept, ...inputs] };
}

/**
 * Whether a shot with this single reference and these wanted ones sends them as references. Otherwise the single one
 * is its first frame.
 */
export function isReferred(
  url: string,
  wanted: readonly Wanted[],
  { target, policy }: Pick<Choice, 'target' | 'policy'>,
): boolean {
  if (target === null || wanted.length === 0) return false;
  if (target.model.modes.references !== undefined) return true;
  return policy !== 'never' && isAsset(url) && wanted.every(isHeld);
}

function isHeld({ picture }: Wanted): boolean {
  return picture.sha256 !== undefined;
}

function isStitched(all: readonly Wanted[], { model }: Target, policy: MatrixPolicy): boolean {
  const { references, image } = model.modes;
  if (policy === 'never' || all.length === 0 || !all.every(isHeld)) return false;
  if (references === undefined) return image !== undefined;
  return all.length > (policy === 'always' ? 1 : (references.maxReferences ?? Infinity));
}

/** The order in which a matrix shows its panels. */
const SHOWN: readonly PanelKind[] = ['picture', 'character', 'scene', 'prop'];

function stitch(all: readonly Wanted[], { target, place }: Choice): Chosen {
  const used = all.slice(0, MAX_PANELS);
  const left = all.slice(used.length);
  if (left.length > 0) recordLeft(place, `a matrix has at most ${MAX_PANELS} pictures`, left);
  const role: InputRole = target?.model.modes.references === undefined ? 'first-frame' : 'reference';
  const says = `are stitched into one picture, a matrix, for model ${target?.model.id}`;
  const key = `stitched ${target?.model.id}`;
  count(place, { key, code: 'pictures-stitched', name: 'pictures of a shot', asked: undefined, says });
  const ordered = used.toSorted((a, b) => SHOWN.indexOf(a.kind) - SHOWN.indexOf(b.kind));
  const panels = ordered.map(({ kind, name, picture: { sha256 = '' } }) => ({ kind, name, sha256 }));
  return { inputs: [{ role, url: '', panels }], panels };
}

/** A picture is sent once, as what it was listed as first. */
function leaveOutDoubles({ frames, references }: OwnPictures, wanted: readonly Wanted[]): Wanted[] {
  const seen = new Set([...frames, ...references].map(({ url }) => pictureIdentity(url)));
  return wanted.filter(({ picture: { url } }) => {
    const identity = pictureIdentity(url);
    if (seen.has(identity)) return false;
    seen.add(identity);
    return true;
  });
}

function toWanted({ url }: Listed, { pathOf }: Choice): Wanted {
  const sha256 = isAsset(url) ? url.slice('asset:'.length) : undefined;
  const path = sha256 === undefined ? undefined : pathOf.get(sha256);
  const name = (path ?? '').replace(/^.*\//u, '').replace(/\.[^.]*$/u, '');
  return { kind: 'picture', name, view: 1, picture: sha256 === undefined ? { url } : { url, sha256 } };
}

function leaveOutAll(place: Place, why: string): void {
  const says = `are not sent: ${why}`;
  const name = 'pictures of what a shot names';
  count(place, { key: `bible not sent ${why}`, code: 'picture-not-sent', name, asked: undefined, says });
}

function recordNoMatrix(place: Place): void {
  const says =
    'is not made: every picture in it must be uploaded or sent with the document, and the model must take one';
  count(place, { key: 'no matrix', code: 'picture-not-sent', name: 'a matrix', asked: 'always', says });
}

/** Names told of at most. */
const MAX_TOLD = 10;

function recordLeft(place: Place, why: string, left: readonly Wanted[]): void {
  const names = left.slice(0, MAX_TOLD).map(({ kind, name, view }) => {
    const shown = `${kind} ${cutText(name, 60)}`.trim();
    return view > 1 ? `${shown} (picture ${view})` : shown;
  });
  const more = left.length > MAX_TOLD ? ` and ${left.length - MAX_TOLD} more` : '';
  warn(place, { code: 'picture-not-sent', detail: `${why}; not sent: ${names.join(', ')}${more}` });
}
