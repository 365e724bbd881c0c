import { findBracketedName } from './find-bracketed-name.ts';
import { longestNameAt, type NameIndex } from './name-index.ts';
import { endOfAddress, endOfId, skipOwnId } from './role-id.ts';
import { isWordCharacter } from './word-character.ts';

/** Plain text, or a role id that needs a space on each side. */
export interface PromptPiece {
  text: string;
  isId: boolean;
}

/** Search parameters of one prompt. */
export interface Search {
  names: NameIndex;
  /** Longest first. */
  knownIds: readonly string[];
  /** Replace only names in brackets. */
  bracketedOnly: boolean;
}

/** A match: its end and its replacement id; null keeps the text. */
interface Find {
  end: number;
  id: string | null;
}

/** Splits a text without dialogue into pieces, with all names replaced by their ids. */
export function placeIds(text: string, search: Search): PromptPiece[] {
  const pieces: PromptPiece[] = [];
  let copied = 0;
  let at = 0;
  while (at < text.length) {
    const afterId = at === copied && pieces.at(-1)?.isId === true;
    const find = findAt(text, at, search, afterId);
    if (find !== null && find.id !== null) {
      pieces.push({ text: text.slice(copied, at), isId: false }, { text: find.id, isId: true });
      copied = find.end;
    }
    at = find?.end ?? at + 1;
  }
  pieces.push({ text: text.slice(copied), isId: false });
  return pieces;
}

function findAt(text: string, at: number, search: Search, afterId: boolean): Find | null {
  const character = text[at];
  if (character === '@') return findId(text, at, search, afterId);
  if (character === '[' || character === '(') {
    const match = search.bracketedOnly ? findBracketedName(search.names, text, at) : null;
    if (match) return asFind(match.character.id, match.end);
  }
  const addressEnd = endOfAddress(text, at);
  const name = search.bracketedOnly ? null : findName(text, at, search.names);
  if (addressEnd === null) return name;
  // `Alice@alice` is the name with its id, `Alice@alice.com` is an address.
  return name !== null && name.id !== null && name.end >= addressEnd ? name : { end: addressEnd, id: null };
}

function findName(text: string, at: number, names: NameIndex): Find | null {
  const match = longestNameAt(names, text, at);
  if (match === null) return null;
  const { id } = match.character;
  const end = skipOwnId(text, match.end, id);
  if (end === match.end && text[end] === '@' && isWordCharacter(text[end - 1])) return null;
  return asFind(id, end);
}

function findId(text: string, at: number, search: Search, afterId: boolean): Find | null {
  const end = endOfId(text, at, search.knownIds);
  if (end === null) return null;
  const before = afterId ? undefined : text[at - 1];
  const id = text.slice(at, end);
  if (isWordCharacter(before)) return { end, id: null };
  // `https://site/@someone` is an address, `@alice/@bob` is not.
  if (before === '/' && !search.knownIds.includes(id)) return { end, id: null };
  return { end, id };
}

function asFind(id: string | null, end: number): Find {
  return { end, id };
}
