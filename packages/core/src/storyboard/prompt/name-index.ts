import type { Character } from '../../model.ts';
import { isWordCharacter } from './word-character.ts';

/** Longer names are descriptions and would slow down the search. */
const MAX_NAME_LENGTH = 64;

interface Node {
  next: Map<number, Node>;
  character?: Character;
}

/** Trie of names and aliases, to find all of them in one pass. */
export interface NameIndex {
  root: Node;
}

/** A name found in a text; `end` is exclusive. */
export interface NameMatch {
  end: number;
  character: Character;
}

/** Builds the index. The first of two characters with the same name wins; composed and decomposed forms match. */
export function createNameIndex(characters: readonly Character[]): NameIndex {
  const root: Node = { next: new Map() };
  for (const character of characters) insert(root, character.name, character);
  for (const character of characters) {
    for (const alias of character.aliases) insert(root, alias, character);
  }
  return { root };
}

/** The longest name that starts at `start` and does not split a Latin word; null without one. */
export function longestNameAt(index: NameIndex, text: string, start: number): NameMatch | null {
  let node = index.root.next.get(text.charCodeAt(start));
  if (node === undefined || cutsWord(text, start)) return null;
  let longest: NameMatch | null = null;
  for (let end = start + 1; node !== undefined; end += 1) {
    if (node.character && !cutsWord(text, end)) longest = { end, character: node.character };
    node = node.next.get(text.charCodeAt(end));
  }
  return longest;
}

/** All characters whose name or alias occurs in the text, even inside a word. */
export function namesIn(index: NameIndex, text: string): Set<Character> {
  const found = new Set<Character>();
  for (let start = 0; start < text.length; start += 1) {
    let node = index.root.next.get(text.charCodeAt(start));
    for (let end = start + 1; node !== undefined; end += 1) {
      if (node.character) found.add(node.character);
      node = node.next.get(text.charCodeAt(end));
    }
  }
  return found;
}

function insert(root: Node, name: string, character: Character): void {
  if (name === '' || name.length > MAX_NAME_LENGTH) return;
  for (const form of new Set([name, name.normalize('NFC'), name.normalize('NFD')])) {
    let node = root;
    for (let at = 0; at < form.length; at += 1) node = stepInto(node, form.charCodeAt(at));
    node.character ??= character;
  }
}

function stepInto(node: Node, code: number): Node {
  const known = node.next.get(code);
  if (known) return known;
  const added: Node = { next: new Map() };
  node.next.set(code, added);
  return added;
}

function cutsWord(text: string, at: number): boolean {
  return isWordCharacter(text[at - 1]) && isWordCharacter(text[at]);
}
