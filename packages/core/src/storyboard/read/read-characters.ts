import type { Character } from '../../model.ts';
import type { Bible } from './bible.ts';
import { fieldOf, isAbsent, isRecord, kindOf } from './json-value.ts';
import { normaliseId, parseCharacter, type NamedCharacter } from './parse-character.ts';
import { readText } from './read-text.ts';
import { isTooLong } from './read-texts.ts';
import { childOf, fail, warn, type Place } from './report.ts';

/** The characters of a shot in all supported forms, completed from the bible. */
export function readCharacters(value: unknown, place: Place, bible: Bible): Character[] {
  if (isAbsent(value)) return [];
  if (typeof value === 'string') return merge([readEntry(value, place, bible)]);
  if (!Array.isArray(value)) {
    const detail = `expected a list of characters, found ${kindOf(value)}`;
    fail(place, {
      code: 'not-a-list',
      detail,
      value,
      fix: 'Write ["Alice", {"name": "Bob", "id": "@bob"}], or null.',
    });
    return [];
  }
  if (isTooLong(value, place)) return [];
  return merge(value.map((entry: unknown, index) => readEntry(entry, childOf(place, index), bible)));
}

/** Name and id of one entry, text or object; null without either. */
export function readNames(entry: unknown, place: Place): NamedCharacter | null {
  if (isAbsent(entry)) return null;
  if (typeof entry !== 'string' && !isRecord(entry)) {
    const detail = `expected a name or an object, found ${kindOf(entry)}`;
    const fix = 'Write "Alice (@alice)" or {"name": "Alice", "id": "@alice"}.';
    return fail(place, { code: 'not-a-character', detail, value: entry, fix });
  }
  const text = typeof entry === 'string' ? entry : fieldOf(entry, 'name');
  const namePlace = typeof entry === 'string' ? place : childOf(place, 'name');
  const parsed = parseCharacter(readText(text, namePlace) ?? '');
  if (typeof entry === 'string') return { ...parsed, id: readId(parsed.id, place) };
  const idPlace = childOf(place, 'id');
  return { ...parsed, id: readId(readText(fieldOf(entry, 'id'), idPlace) ?? parsed.id, idPlace) };
}

function readId(raw: string | null, place: Place): string | null {
  if (raw === null) return null;
  const id = normaliseId(raw);
  if (id !== undefined) return id;
  const detail = 'this id cannot stand in a prompt; the name is left as it is';
  warn(place, { code: 'character-without-id', detail, asked: raw });
  return null;
}

function readEntry(entry: unknown, place: Place, bible: Bible): Character | null {
  const named = readNames(entry, place);
  if (named === null) return null;
  const { name, id } = named;
  if (name === null) return (id === null ? null : bible.byId.get(id)) ?? null;
  const known = bible.byName.get(name);
  if (known === undefined) return { name, id, aliases: [] };
  if (id === null || id === known.id) return known;
  // The shot overrides the bible, but an alias with its own id is a separate character.
  return name === known.name ? { ...known, id } : { name, id, aliases: [] };
}

/** One entry per name; one with an id replaces one without. */
function merge(entries: readonly (Character | null)[]): Character[] {
  const byName = new Map<string, Character>();
  for (const entry of entries) {
    if (entry === null) continue;
    const known = byName.get(entry.name);
    if (known === undefined || known.id === null) byName.set(entry.name, entry);
  }
  return [...byName.values()];
}
