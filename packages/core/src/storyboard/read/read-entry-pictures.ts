import type { Picture } from '../../model.ts';
import { MAX_PANELS } from '../pictures/matrix.ts';
import { findUpload, type Uploads } from '../pictures/uploads.ts';
import { cleanImageUrl } from './clean-image-url.ts';
import { fieldOf, isAbsent, isRecord } from './json-value.ts';
import { readImageUrl } from './read-image-url.ts';
import { isNoPicture } from './read-value.ts';
import { childOf, fail, type Place } from './report.ts';
import { count } from './tally.ts';
import { useFirst, type Pictures } from './use-first.ts';

/** What reading a picture needs to know of its document. */
export interface PictureReader {
  uploads: Uploads;
  /** The first address of each picture, by its identity. */
  pictures: Pictures;
}

/** The pictures of one bible entry, from all fields that hold some; each once. */
export function readEntryPictures(
  fields: readonly [string, unknown][],
  place: Place,
  reader: PictureReader,
): Picture[] {
  const found = fields.flatMap(([name, value]) => {
    const at = childOf(place, name);
    return Array.isArray(value)
      ? value.map((entry: unknown, index) => readPicture(entry, childOf(at, index), name, reader))
      : [readPicture(value, at, name, reader)];
  });
  const pictures = new Map(found.flatMap((one) => (one === null ? [] : [[one.url, one] as const])));
  if (pictures.size > MAX_PANELS) {
    const says = `are not all used: an entry may have ${MAX_PANELS} pictures`;
    count(place, { key: 'bible pictures', code: 'field-not-used', name: 'pictures', asked: undefined, says });
  }
  return [...pictures.values()].slice(0, MAX_PANELS);
}

function readPicture(value: unknown, place: Place, name: string, reader: PictureReader): Picture | null {
  const text = isRecord(value) ? (fieldOf(value, 'url') ?? fieldOf(value, 'path')) : value;
  if (isAbsent(text) || isNoPicture(text)) return null;
  const upload = typeof text === 'string' ? findUpload(text, reader.uploads, true) : null;
  if (upload !== null && 'code' in upload) return fail(place, { ...upload, value: text });
  if (upload !== null) return upload;
  if (typeof text !== 'string' || text.length > MAX_TEXT || cleanImageUrl(text) === null) {
    const says = 'is not used: it is no picture';
    count(place, { key: 'bible no picture', code: 'field-not-used', name, asked: text, says });
    return null;
  }
  const url = readImageUrl(text, place);
  return url === null ? null : { url: useFirst(url, place, reader.pictures) };
}

/** No address is longer. */
const MAX_TEXT = 16_000;
