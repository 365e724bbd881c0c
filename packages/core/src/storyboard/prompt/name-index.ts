import type { Character } from '../../model.ts';
import { isWordCharacter } from './word-character.ts';

/** Longer names are descriptions and would slow down the search. */
const MAX_NAME_LENGTH = 64;

interface Node {
  next: Map<number, Node>;
  depth: number;
  character?: Character;
  /** Longest proper suffix of this node that begins a name; absent for the root, and before the nodes are linked. */
  suffix?: Node;
  /** Nearest such suffix that is a name. */
  named?: Node | undefined;
}

/** Trie of names and aliases, to find all of them in one pass. */
export interface NameIndex {
  root: Node;
  /** Characters compared by `longestNameAt` so far: names that begin alike make a text expensive. */
  looks: number;
  isLinked: boolean;
}

/** A name found in a text; `end` is exclusive. */
export interface NameMatch {
  end: number;
  character: Character;
}

/** Builds the index. The first of two characters with the same name wins; composed and decomposed forms match. */
export function createNameIndex(characters: readonly Character[]): NameIndex {
  const root: Node = { next: new Map(), depth: 0 };
  for (const character of characters) insert(root, character.name, character);
  for (const character of characters) {
    for (const alias of character.aliases) insert(root, alias, character);
  }
  return { root, looks: 0, isLinked: false };
}

/** The longest name that starts at `start` and does not split a Latin word; null without one. */
export function longestNameAt(index: NameIndex, text: string, start: number): NameMatch | null {
  let node = index.root.next.get(text.charCodeAt(start));
  if (node === undefined || cutsWord(text, start)) return null;
  let longest: NameMatch | null = null;
  for (let end = start + 1; node !== undefined; end += 1) {
    if (node.character && !cutsWord(text, end)) longest = { end, character: node.character };
    node = node.next.get(text.charCodeAt(end));
    index.looks += 1;
  }
  return longest;
}

/**
 * All characters whose name or alias occurs in the text, even inside a word, ordered by first occurrence. Reads each
 * character of the text once, whatever the names are (Aho and Corasick).
 */
export function namesIn(index: NameIndex, text: string): Set<Character> {
  if (!index.isLinked) link(index);
  const { root } = index;
  const firsts = new Map<Node, number>();
  let node: Node = root;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    while (node !== root && !node.next.has(code)) node = node.suffix ?? root;
    node = node.next.get(code) ?? root;
    let named = node.character ? node : node.named;
    // What follows a known one is known too.
    for (; named !== undefined && !firsts.has(named); named = named.named)
      firsts.set(named, at + 1 - named.depth);
  }
  const inOrder = [...firsts].sort(([a, start], [b, other]) => start - other || a.depth - b.depth);
  return new Set(inOrder.flatMap(([{ character }]) => character ?? []));
}

/** Links every node to its suffixes, the shorter ones first. */
function link(index: NameIndex): void {
  const { root } = index;
  const open = [root];
  for (const node of open) {
    for (const [code, next] of node.next) {
      let suffix = node.suffix;
      while (suffix && !suffix.next.has(code)) suffix = suffix.suffix;
      next.suffix = suffix?.next.get(code) ?? root;
      next.named = next.suffix.character ? next.suffix : next.suffix.named;
      open.push(next);
    }
  }
  index.isLinked = true;
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
  const added: Node = { next: new Map(), depth: node.depth + 1 };
  node.next.set(code, added);
  return added;
}

function cutsWord(text: string, at: number): boolean {
  return isWordCharacter(text[at - 1]) && isWordCharacter(text[at]);
}
