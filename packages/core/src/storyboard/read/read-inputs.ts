import type { GenerationInput } from '../../generation.ts';
import type { Target } from '../../model.ts';
import { isAbsent } from './json-value.ts';
import { pictureIdentity } from './picture-identity.ts';
import { readImageUrl } from './read-image-url.ts';
import { isNoPicture, readPictureOf } from './read-value.ts';
import { warn, type Place } from './report.ts';
import { recordUnderstood, resolveField } from './resolve-field.ts';
import { recordUnread, type Given } from './sort-fields.ts';
import { count } from './tally.ts';

/** The first address of each picture of a document, by its identity. */
export type Pictures = Map<string, string>;

interface Found {
  url: string;
  name: string;
  place: Place;
}

/** The pictures of a shot with their roles. What its model cannot take beside the others is left out with a warning. */
export function readInputs(
  givens: readonly Given[],
  pictures: Pictures,
  target: Target | null,
): GenerationInput[] {
  const listed = readReferences(givens);
  const hasFrame = givens.some(
    ({ meant, value }) => meant === 'image_url' && !isNone(value) && readPictureOf(value).kind === 'certain',
  );
  // One picture under such a name has always been the first frame: paid clips are found again by that.
  const [only] = listed;
  const isFrame = only !== undefined && !hasFrame && countOf(listed) === 1 && takesFrame(target);
  const asFrame = givens.map((given) =>
    isFrame && listed.some(({ place }) => place.pointer === given.place.pointer) ? toFrame(given) : given,
  );
  const first = readFrame(asFrame, 'image_url', pictures);
  const last = dropLast(readFrame(givens, 'last_frame', pictures), first, target);
  const frames = [
    ...(first === null ? [] : [{ role: 'first-frame' as const, url: first.url }]),
    ...(last === null ? [] : [{ role: 'last-frame' as const, url: last.url }]),
  ];
  if (isFrame) return frames;
  const references = listed.flatMap((found) => {
    const url = useFirst(found, pictures);
    // A frame that is named once more is sent already.
    return url === null || frames.some((frame) => frame.url === url) ? [] : [{ ...found, url }];
  });
  for (const given of givens)
    if (listed.some(({ place }) => place.pointer === given.place.pointer) && !given.isOwn)
      recordUnderstood(given, listed.length);
  return [...frames, ...dropReferences(references, frames.length > 0, target)];
}

function readReferences(givens: readonly Given[]): Found[] {
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

function countOf(found: readonly Found[]): number {
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
  pictures: Pictures,
): Found | null {
  const chosen = resolveField(givens, meant);
  const url = chosen === null ? null : readImageUrl(chosen.value, chosen.place);
  if (chosen === null || url === null) return null;
  const used = useFirst({ url, name: meant, place: chosen.place }, pictures);
  return used === null ? null : { url: used, name: meant, place: chosen.place };
}

/**
 * Use one address per picture in a storyboard, however it was signed. Otherwise equal shots get different
 * fingerprints. Null for an address that is refused.
 */
function useFirst({ url: asked, place }: Found, pictures: Pictures): string | null {
  const url = readImageUrl(asked, place);
  if (url === null) return null;
  const identity = pictureIdentity(url);
  const first = pictures.get(identity);
  if (first === undefined) pictures.set(identity, url);
  if (first === undefined || first === url) return url;
  const detail = 'an earlier shot has the same picture with another signature; its address is used';
  warn(place, { code: 'image-url-cleaned', detail, asked: url, used: first });
  return first;
}

function dropLast(last: Found | null, first: Found | null, target: Target | null): Found | null {
  if (last === null || target === null) return last;
  const { modes, id } = target.model;
  if (first === null) return leaveOut(last, 'it needs a first frame; write image_url');
  return modes.frames === undefined ? leaveOut(last, `model ${id} takes no last frame`) : last;
}

function dropReferences(
  listed: readonly Found[],
  hasFrame: boolean,
  target: Target | null,
): GenerationInput[] {
  const once = [...new Map(listed.map((found) => [pictureIdentity(found.url), found])).values()];
  const [first] = once;
  if (first === undefined) return [];
  const most = target?.model.modes.references?.maxReferences;
  if (hasFrame) {
    leaveOut(first, 'a shot with a frame takes no references');
    return [];
  }
  const kept = once.slice(0, most);
  const [extra] = once.slice(kept.length);
  if (extra !== undefined && target !== null)
    leaveOut(extra, `model ${target.model.id} takes ${most} references; the first ${most} are sent`);
  return kept.map(({ url }) => ({ role: 'reference', url }));
}

function leaveOut({ url, name, place }: Found, why: string): null {
  const finding = { code: 'option-not-supported', name, asked: url, says: `is not sent: ${why}` } as const;
  count(place, { key: `not sent ${name} ${why}`, ...finding });
  return null;
}
