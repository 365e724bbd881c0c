import type { GenerationInput } from '../../generation.ts';
import type { Target } from '../../model.ts';
import { assetOf } from '../pictures/uploads.ts';
import { isAbsent } from './json-value.ts';
import { pictureIdentity } from './picture-identity.ts';
import type { PictureReader } from './read-entry-pictures.ts';
import { failTwoStarts, type Start } from './read-start.ts';
import { readImageUrl } from './read-image-url.ts';
import { isAsset, isNoPicture, readPictureOf } from './read-value.ts';
import type { Place } from './report.ts';
import { recordUnderstood, resolveField } from './resolve-field.ts';
import { resolveUploads } from './resolve-uploads.ts';
import { recordUnread, type Given } from './sort-fields.ts';
import { count } from './tally.ts';
import { useFirst } from './use-first.ts';

/** A reference picture that a shot lists itself. */
export interface Listed {
  url: string;
  name: string;
  place: Place;
}

/** The pictures of a shot by itself; each reference once. */
export interface OwnPictures {
  frames: GenerationInput[];
  references: Listed[];
  /** Whether the picture of its folder is among them. */
  usesFolder: boolean;
}

interface InputSource extends PictureReader {
  target: Target | null;
  /** Its picture in the folder `segment`, the first frame where it has none. */
  folder: Listed | null;
  /** The frame it starts from because it continues the shot before. */
  start: Start | null;
  /** Whether more references follow, so that a single one is no first frame. */
  isReferred: (url: string) => boolean;
}

/** The pictures that a shot lists, with their roles. */
export function readInputs(given: readonly Given[], source: InputSource): OwnPictures {
  const { target, pictures, start } = source;
  const isContinued = start?.isAsked === true;
  const folder = isContinued ? null : source.folder;
  const givens = resolveUploads(given, source.uploads);
  const listed = readReferences(givens);
  const hasFrame =
    isContinued ||
    givens.some(
      ({ meant, value }) =>
        meant === 'image_url' && !isNone(value) && readPictureOf(value).kind === 'certain',
    );
  // One picture under such a name has always been the first frame: paid clips are found again by that.
  const [only] = listed;
  const isSingle = only !== undefined && !hasFrame && countOf(listed) === 1 && takesFrame(target);
  const isFrame = isSingle && (folder !== null || !source.isReferred(only.url));
  const asFrame = givens.map((given) =>
    isFrame && listed.some(({ place }) => place.pointer === given.place.pointer) ? toFrame(given) : given,
  );
  const own = readFrame(asFrame, 'image_url', pictures);
  const isFolder = own === null && folder !== null;
  if (isFolder) source.uploads.used.add(hashOf(folder.url));
  if (own !== null && isContinued) failTwoStarts(own.place);
  const first = isFolder ? (takesImage(target) ? folder : null) : (own ?? start?.frame ?? null);
  const last = dropLast(readFrame(givens, 'last_frame', pictures), first, target);
  const frames = [
    ...(first === null ? [] : [toFirst(first, start)]),
    ...(last === null ? [] : [toInput('last-frame', last)]),
  ];
  if (isFrame) return { frames, references: [], usesFolder: false };
  const [late] = isFolder && first === null ? readLate(folder, target) : [];
  const references = [...listed, ...(late === undefined ? [] : [late])].flatMap((found) => {
    const url = readOnce(found, pictures);
    // A frame that is named once more is sent already.
    return url === null || frames.some((frame) => frame.url === url) ? [] : [{ ...found, url }];
  });
  for (const given of givens)
    if (listed.some(({ place }) => place.pointer === given.place.pointer) && !given.isOwn)
      recordUnderstood(given, listed.length);
  const once = new Map(references.map((found) => [pictureIdentity(found.url), found]));
  return {
    frames,
    references: [...once.values()],
    usesFolder: isFolder && (first === folder || late !== undefined),
  };
}

/** The picture of the folder as a reference, where the model takes no first frame. */
function readLate(folder: Listed, target: Target | null): Listed[] {
  if (target?.model.modes.references !== undefined) return [folder];
  leaveOut(folder, `model ${target?.model.id} takes no picture`);
  return [];
}

/** The first frame; of that of another shot it says which. */
function toFirst(first: Listed, start: Start | null): GenerationInput {
  const input = toInput('first-frame', first);
  return first === start?.frame ? { ...input, of: first.name } : input;
}

function takesImage(target: Target | null): boolean {
  return target === null || target.model.modes.image !== undefined;
}

/** An input by its address. */
export function toInput(role: GenerationInput['role'], { url }: { url: string }): GenerationInput {
  return isAsset(url) ? { role, ...assetOf(hashOf(url)) } : { role, url };
}

function hashOf(asset: string): string {
  return asset.slice('asset:'.length);
}

function readReferences(givens: readonly Given[]): Listed[] {
  return givens
    .filter(({ meant, value }) => meant === 'reference_images' && !isNone(value))
    .flatMap((given) => {
      const { name, place, value } = given;
      const readings = (Array.isArray(value) ? value : [value])
        .filter((entry) => !isNone(entry))
        .map(readPictureOf);
      const urls = readings.flatMap((one) => (one.kind === 'certain' ? [String(one.value)] : []));
      if (urls.length === readings.length) return urls.map((url) => ({ url, name, place }));
      recordUnread(given);
      return [];
    });
}

function isNone(value: unknown): boolean {
  return isAbsent(value) || isNoPicture(value);
}

function countOf(found: readonly Listed[]): number {
  return new Set(found.map(({ url }) => pictureIdentity(url))).size;
}

function takesFrame(target: Target | null): boolean {
  return (
    target === null || target.model.modes.image !== undefined || target.model.modes.references === undefined
  );
}

function toFrame(given: Given): Given {
  return { ...given, meant: 'image_url', reads: 'picture', isOwn: false };
}

function readFrame(
  givens: readonly Given[],
  meant: 'image_url' | 'last_frame',
  pictures: PictureReader['pictures'],
): Listed | null {
  const chosen = resolveField(givens, meant);
  const url = chosen === null ? null : readImageUrl(chosen.value, chosen.place);
  if (chosen === null || url === null) return null;
  return { url: useFirst(url, chosen.place, pictures), name: meant, place: chosen.place };
}

/** The address to use for a picture; null for one that is refused. */
function readOnce({ url: asked, place }: Listed, pictures: PictureReader['pictures']): string | null {
  const url = readImageUrl(asked, place);
  return url === null ? null : useFirst(url, place, pictures);
}

function dropLast(last: Listed | null, first: Listed | null, target: Target | null): Listed | null {
  if (last === null || target === null) return last;
  const { modes, id } = target.model;
  if (first === null) return leaveOut(last, 'it needs a first frame; write image_url');
  return modes.frames === undefined ? leaveOut(last, `model ${id} takes no last frame`) : last;
}

/** The references of a shot that its model takes beside the frames. Tells of the first of the others. */
export function dropReferences(
  references: readonly Listed[],
  hasFrame: boolean,
  target: Target | null,
): GenerationInput[] {
  const [first] = references;
  if (first === undefined) return [];
  const most = target?.model.modes.references?.maxReferences;
  if (hasFrame) {
    leaveOut(first, 'a shot with a frame takes no references');
    return [];
  }
  const kept = references.slice(0, most);
  const [extra] = references.slice(kept.length);
  if (extra !== undefined && target !== null)
    leaveOut(extra, `model ${target.model.id} takes ${most} references; the first ${most} are sent`);
  return kept.map((found) => toInput('reference', found));
}

function leaveOut({ url, name, place }: Listed, why: string): null {
  const finding = { code: 'option-not-supported', name, asked: url, says: `is not sent: ${why}` } as const;
  count(place, { key: `not sent ${name} ${why}`, ...finding });
  return null;
}
