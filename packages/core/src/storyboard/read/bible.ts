import type { Character } from '../../model.ts';
import { createNameIndex, namesIn, type NameIndex } from '../prompt/name-index.ts';

/** The persons every shot of a storyboard knows. */
export interface Bible {
  /** By name and by alias; the first entry wins. */
  byName: ReadonlyMap<string, Character>;
  byId: ReadonlyMap<string, Character>;
  index: NameIndex;
}

/** Makes the persons of the bible quick to find. */
export function createBible(characters: readonly Character[]): Bible {
  const byName = new Map<string, Character>();
  const byId = new Map<string, Character>();
  for (const character of characters) {
    if (!byName.has(character.name)) byName.set(character.name, character);
    if (character.id !== null && !byId.has(character.id)) byId.set(character.id, character);
  }
  for (const character of characters) {
    for (const alias of character.aliases) if (!byName.has(alias)) byName.set(alias, character);
  }
  return { byName, byId, index: createNameIndex(characters) };
}

/**
 * The persons of a shot: those it lists, and those of the bible its prompt names. The bible's other persons are left
 * out, so that thousands of shots do not each carry all of it.
 */
export function castOf(listed: Character[], bible: Bible, promptText: string): Character[] {
  if (bible.byName.size === 0) return listed;
  const names = new Set(listed.map((character) => character.name));
  const unlisted = [...namesIn(bible.index, promptText)].filter((character) => !names.has(character.name));
  return unlisted.length === 0 ? listed : [...listed, ...unlisted];
}
