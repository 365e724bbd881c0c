import { isAbsent, kindOf } from './json-value.ts';
import { readText } from './read-text.ts';
import { childOf, fail, type Place } from './report.ts';

/** A list of texts; a single text is a list of one, null and blank entries are left out. */
export function readTexts(value: unknown, place: Place): string[] {
  if (isAbsent(value)) return [];
  if (typeof value === 'string') return [readText(value, place)].filter((text) => text !== null);
  if (!Array.isArray(value)) {
    const detail = `expected a list of texts, found ${kindOf(value)}`;
    fail(place, { code: 'not-a-list', detail, value, fix: 'Write ["…", "…"], or null.' });
    return [];
  }
  if (isTooLong(value, place)) return [];
  return value
    .map((entry: unknown, index) => readText(entry, childOf(place, index)))
    .filter((text) => text !== null);
}

/** Names a shot lists, or an entry has: each is looked for in every prompt. */
const MAX_TEXTS = 200;

/** Reports a list that would hold up other requests. */
export function isTooLong(list: readonly unknown[], place: Place, most = MAX_TEXTS): boolean {
  if (list.length <= most) return false;
  const detail = `the list has ${list.length} entries, ${most} are allowed`;
  fail(place, { code: 'list-too-long', detail, fix: 'Keep what the prompts name.' });
  return true;
}
