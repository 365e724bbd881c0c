import { longestNameAt, type NameIndex, type NameMatch } from './name-index.ts';
import { skipOwnId, skipSpaces } from './role-id.ts';

/** A known name in brackets at `start`, `[Name]` or `((Name))`, including an id that follows. */
export function findBracketedName(index: NameIndex, text: string, start: number): NameMatch | null {
  const [open, close] = text[start] === '[' ? ['[', ']'] : ['((', '))'];
  if (!text.startsWith(open, start)) return null;
  const match = longestNameAt(index, text, skipSpaces(text, start + open.length));
  if (match === null) return null;
  const { character } = match;
  const end = skipSpaces(text, skipOwnId(text, match.end, character.id));
  if (!text.startsWith(close, end)) return null;
  return { character, end: skipOwnId(text, end + close.length, character.id) };
}

/** True if the text has a known name in brackets. */
export function hasBracketedName(index: NameIndex, text: string): boolean {
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if ((character === '[' || character === '(') && findBracketedName(index, text, at)) return true;
  }
  return false;
}
