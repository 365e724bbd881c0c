import type { Character } from '../../model.ts';
import { findBracketedName, hasBracketedName } from './find-bracketed-name.ts';
import { longestNameAt, namesIn, type NameIndex } from './name-index.ts';
import { endOfId } from './role-id.ts';
import { splitQuotes } from './split-quotes.ts';

/** What a text may name. */
interface Known {
  index: NameIndex;
  byId: ReadonlyMap<string, Character>;
}

/**
 * Whom a prompt names, in order of appearance. The rules are those for role ids: outside of dialogue, whole words,
 * longest name first. Where a known name stands in brackets, only such names count.
 */
export function namesSaid({ index, byId }: Known, text: string): Set<Character> {
  const said = new Set<Character>();
  // The cheap look first: most texts name no one.
  if (namesIn(index, text).size === 0 && (byId.size === 0 || !text.includes('@'))) return said;
  const parts = splitQuotes(text).filter(({ quoted }) => !quoted);
  const bracketedOnly = parts.some((part) => hasBracketedName(index, part.text));
  const nameAt = bracketedOnly ? findBracketedName : longestNameAt;
  for (const part of parts) {
    for (let at = 0; at < part.text.length;) {
      const match = nameAt(index, part.text, at) ?? idAt(byId, part.text, at);
      if (match !== null) said.add(match.character);
      at = match === null ? at + 1 : Math.max(at + 1, match.end);
    }
  }
  return said;
}

function idAt(byId: Known['byId'], text: string, at: number): { character: Character; end: number } | null {
  if (text[at] !== '@') return null;
  const end = endOfId(text, at, []);
  const character = end === null ? undefined : byId.get(text.slice(at, end));
  return end === null || character === undefined ? null : { character, end };
}
