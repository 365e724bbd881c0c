import { fieldOf, isAbsent, type JsonRecord } from './json-value.ts';
import { childOf, warn, type Place } from './report.ts';

/** Names people give to the fields of a shot, as other tools call them, and what they are called here. */
const MEANT: Readonly<Record<string, string>> = {
  duration: 'duration_seconds',
  durationSeconds: 'duration_seconds',
  seconds: 'duration_seconds',
  aspect_ratio: 'resolution',
  orientation: 'resolution',
  image: 'image_url',
  imageUrl: 'image_url',
  image_urls: 'image_url',
  pro: 'is_pro',
  isPro: 'is_pro',
};

/**
 * Unknown fields are kept without a word, because documents carry much that is not for us. Not so where one looks like
 * a field that is missing: the shot would be paid with the default in its place.
 */
export function warnOfLookalikes(segment: JsonRecord, place: Place): void {
  for (const [name, meant] of Object.entries(MEANT)) {
    const value = fieldOf(segment, name);
    if (isAbsent(value) || !isAbsent(fieldOf(segment, meant))) continue;
    const detail = `${name} is not a field of a shot and is not used; did you mean ${meant}?`;
    warn(childOf(place, name), { code: 'field-not-used', detail, asked: value });
  }
}
