import type { Character } from '../../model.ts';
import { createNameIndex, namesIn, type NameIndex } from '../prompt/name-index.ts';

/** The characters known to all shots of a storyboard. */
export interface Bible {
  /** Keyed by name and alias; the first entry wins. */
  byName: ReadonlyMap<string, Character>;
  byId: ReadonlyMap<string, Character>;
  index: NameIndex;
}

/** What the shots of a storyboard may name. */
export interface Bibles {
  characters: Bible;
  scenes: Bible;
  props: Bible;
  /** First frames by the number of their shot, from the folder `segment`. */
  frames: ReadonlyMap<number, string>;
  /** Whether descriptions may be said in prompts. */
  describes: boolean;
  /** Whether anything in it has a picture or a description that may be said. */
  isPictured: boolean;
}

/** Indexes the characters of the bible. */
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
 * The characters of a shot: those it lists, and those of the bible that its prompt names. Others are left out, so
 * that thousands of shots do not each carry the whole bible.
 */
export function castOf(listed: Character[], bible: Bible, promptText: string): Character[] {
  if (bible.byName.size === 0) return listed;
  const names = new Set(listed.map((character) => character.name));
  const unlisted = [...namesIn(bible.index, promptText)].filter((character) => !names.has(character.name));
  return unlisted.length === 0 ? listed : [...listed, ...unlisted];
}
