import { cutText } from './echo-value.ts';
import { OTHER_NAMES } from './other-names.ts';
import { fieldOf, isAbsent, isRecord, type JsonRecord } from './json-value.ts';

/** Limits of the search for a list of shots: depth and number of values. */
const MAX_DEPTH = 5;
const MAX_LOOKS = 1_000;

/** Values acceptable under the right name; an id such as "scene-01" is no shot number. */
const FITS = {
  prompt_text: (value: unknown): boolean => typeof value === 'string' && value.trim() !== '',
  segment_index: (value: unknown): boolean => Number.isSafeInteger(value) && Number(value) >= 1,
} as const;

/** Advice which field of a shot to rename to a missing one; null without a candidate. */
export function renameFix(shot: JsonRecord, field: 'prompt_text' | 'segment_index'): string | null {
  const name = OTHER_NAMES[field].find((name) => FITS[field](fieldOf(shot, name)));
  return name === undefined ? null : `Call "${name}" "${field}".`;
}

/** Advice where the shots of a foreign document are and how to rename them; null without a candidate. */
export function guessSegments(document: unknown): string | null {
  const found = Array.isArray(document) ? { pointer: '', shots: document } : findShots(document);
  if (found === null) return null;
  const shot: unknown = found.shots.find((entry) => isRecord(entry));
  if (!isRecord(shot)) return null;
  const where = found.pointer === '' ? 'This list looks' : `The list at ${found.pointer} looks`;
  const renames = (['segment_index', 'prompt_text'] as const).flatMap(
    (field) => (isAbsent(fieldOf(shot, field)) ? renameFix(shot, field) : null) ?? [],
  );
  const needs = 'every shot needs segment_index (1, 2, 3 …) and prompt_text.';
  return [`${where} like the shots: send it as {"segments": […]}; ${needs}`, ...renames].join(' ');
}

interface Found {
  pointer: string;
  shots: unknown[];
}

interface Seen {
  name: string;
  value: unknown;
  pointer: string;
}

/** Breadth first: the list nearest to the root wins. */
function findShots(document: unknown): Found | null {
  let level: Seen[] = [{ name: '', value: document, pointer: '' }];
  for (let depth = 0; depth < MAX_DEPTH; depth += 1) {
    level = level.flatMap(childrenOf).slice(0, MAX_LOOKS);
    for (const { name, value, pointer } of level) {
      if (Array.isArray(value) && OTHER_NAMES.segments.includes(name)) return { pointer, shots: value };
    }
  }
  return null;
}

/** The start of a list is enough: the rest looks alike. */
function childrenOf({ value, pointer }: Seen): Seen[] {
  const record: JsonRecord = Array.isArray(value) ? { 0: value[0] as unknown } : isRecord(value) ? value : {};
  const names = Object.keys(record).slice(0, MAX_LOOKS);
  return names.map((name) => ({ name, value: record[name], pointer: `${pointer}/${cutText(name, 60)}` }));
}
