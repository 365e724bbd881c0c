import type { Character } from '../../model.ts';
import type { BibleKind } from '../pictures/read-folders.ts';
import { BIBLE_NAMES } from './other-names.ts';
import { plainName } from './find-field.ts';
import { fieldOf, isAbsent, isRecord, kindOf, type JsonRecord } from './json-value.ts';
import { unwrapName } from './parse-character.ts';
import { readNames } from './read-characters.ts';
import { readEntryPictures, type PictureReader } from './read-entry-pictures.ts';
import { readText } from './read-text.ts';
import { isTooLong, readTexts } from './read-texts.ts';
import { childOf, fail, type Place } from './report.ts';

/** The entries of `character_bible`, `scene_bible` or `prop_bible`; empty if absent. */
export function readBible(value: unknown, place: Place, kind: BibleKind, reader: PictureReader): Character[] {
  if (isAbsent(value)) return [];
  if (!Array.isArray(value)) {
    const detail = `expected a list of ${kind}s, found ${kindOf(value)}`;
    fail(place, { code: 'not-a-list', detail, value, fix: FIXES[kind] });
    return [];
  }
  if (isTooLong(value, place, MAX_ENTRIES)) return [];
  const entries = value.map((entry: unknown, at) => readEntry(entry, childOf(place, at), kind, reader));
  return entries.filter((entry) => entry !== null);
}

/** Every prompt is searched for every name. */
const MAX_ENTRIES = 2_000;

const FIXES: Readonly<Record<BibleKind, string>> = {
  character: 'Write [{"id": "@alice", "name": "Alice"}], or null.',
  scene: 'Write [{"name": "Corridor", "images": ["https://…"]}], or null.',
  prop: 'Write [{"name": "Umbrella", "images": ["https://…"]}], or null.',
};

/** True for a list with an entry that has a picture. */
export function hasPictures(value: unknown): boolean {
  return (
    Array.isArray(value) && value.some((entry: unknown) => isRecord(entry) && picturesOf(entry).length > 0)
  );
}

/**
 * The entries of a list by another name, in the documented form. Ids of other tools are no role ids, so only those
 * with an `@` count.
 */
export function toEntries(value: unknown): unknown {
  if (!Array.isArray(value)) return value;
  return value.map((entry: unknown) => {
    if (!isRecord(entry)) return typeof entry === 'string' ? entry : null;
    const { id, ...rest } = entry;
    const name = givenOf(entry, 'name');
    if (typeof name !== 'string') return null;
    const isRoleId = typeof id === 'string' && /^[@＠]/u.test(id.trim());
    return { ...rest, name, aliases: textsOf(givenOf(entry, 'aliases')), ...(isRoleId && { id }) };
  });
}

function textsOf(value: unknown): string[] {
  const values: unknown[] = Array.isArray(value) ? value : [value];
  return values.filter((one) => typeof one === 'string');
}

function readEntry(entry: unknown, place: Place, kind: BibleKind, reader: PictureReader): Character | null {
  const named = kind === 'character' ? readCharacterNames(entry, place) : readThing(entry, place);
  if (named === null) return null;
  if (named.name === null) return isRecord(entry) ? failNameless(entry, place, kind) : null;
  const { name, id } = named;
  if (!isRecord(entry)) return { name, id, aliases: [] };
  // Of a character only the documented name counts: another one would change prompts that were paid.
  const given = kind === 'character' ? fieldOf(entry, 'aliases') : givenOf(entry, 'aliases');
  const aliases = readTexts(given, childOf(place, 'aliases'));
  const pictures = readEntryPictures(picturesOf(entry), place, reader);
  const description = readDescription(givenOf(entry, 'description'));
  return {
    name,
    id,
    aliases: aliases.map(unwrapName).filter((alias) => alias !== null),
    ...(pictures.length > 0 && { pictures }),
    ...(description !== '' && { description }),
  };
}

function readCharacterNames(entry: unknown, place: Place): ReturnType<typeof readNames> {
  if (!isRecord(entry) || !isAbsent(fieldOf(entry, 'name'))) return readNames(entry, place);
  return readNames({ ...entry, name: givenOf(entry, 'name') }, place);
}

function readThing(entry: unknown, place: Place): { name: string | null; id: null } | null {
  if (isAbsent(entry)) return null;
  const value = isRecord(entry) ? givenOf(entry, 'name') : entry;
  const name = readText(value, isRecord(entry) ? childOf(place, 'name') : place);
  return { name: name === null ? null : unwrapName(name), id: null };
}

/** It only helps, so what is no text is passed over. */
function readDescription(value: unknown): string {
  return typeof value === 'string' ? value.toWellFormed().replaceAll(/\s+/gu, ' ').trim() : '';
}

/** The first name under which an entry has a value. */
function givenOf(entry: JsonRecord, field: 'name' | 'aliases' | 'description'): unknown {
  const name = BIBLE_NAMES[field].find((one) => !isAbsent(fieldOf(entry, one)));
  return fieldOf(entry, name ?? field);
}

const PICTURES = new Set(BIBLE_NAMES.pictures.map(plainName));

/** Fields of an entry that hold pictures, with their values. */
function picturesOf(entry: JsonRecord): [string, unknown][] {
  return Object.entries(entry).filter(
    ([name, value]) => name.length <= 64 && PICTURES.has(plainName(name)) && !isAbsent(value),
  );
}

function failNameless(entry: JsonRecord, place: Place, kind: BibleKind): null {
  const value = fieldOf(entry, 'name');
  // Values other than text were already reported.
  if (!isAbsent(value) && typeof value !== 'string') return null;
  const detail = `a ${kind} of the bible needs the name its texts use`;
  const fix = 'Write its name, or remove the entry.';
  return fail(childOf(place, 'name'), { code: 'required', detail, value, fix });
}
