import type { Character } from '../../model.ts';
import { createBible, type Bible } from './bible.ts';
import { fieldOf, isAbsent, isRecord, kindOf } from './json-value.ts';
import { unwrapName } from './parse-character.ts';
import { readNames } from './read-characters.ts';
import { readTexts } from './read-texts.ts';
import { childOf, fail, type Place } from './report.ts';

/** The `character_bible` of a document; empty if absent. */
export function readBible(value: unknown, place: Place): Bible {
  if (isAbsent(value)) return createBible([]);
  if (!Array.isArray(value)) {
    const detail = `expected a list of characters, found ${kindOf(value)}`;
    fail(place, {
      code: 'not-a-list',
      detail,
      value,
      fix: 'Write [{"id": "@alice", "name": "Alice"}], or null.',
    });
    return createBible([]);
  }
  const entries = value.map((entry: unknown, index) => readEntry(entry, childOf(place, index)));
  return createBible(entries.filter((entry) => entry !== null));
}

function readEntry(entry: unknown, place: Place): Character | null {
  const named = readNames(entry, place);
  if (named === null) return null;
  if (named.name === null) return isRecord(entry) ? failNameless(entry, place) : null;
  const aliases = isRecord(entry) ? readTexts(fieldOf(entry, 'aliases'), childOf(place, 'aliases')) : [];
  return {
    name: named.name,
    id: named.id,
    aliases: aliases.map(unwrapName).filter((alias) => alias !== null),
  };
}

function failNameless(entry: Record<string, unknown>, place: Place): null {
  const value = fieldOf(entry, 'name');
  // Values other than text were already reported.
  if (!isAbsent(value) && typeof value !== 'string') return null;
  const detail = 'a character of the bible needs the name its texts use';
  return fail(childOf(place, 'name'), {
    code: 'required',
    detail,
    value,
    fix: 'Write its name, or remove the entry.',
  });
}
