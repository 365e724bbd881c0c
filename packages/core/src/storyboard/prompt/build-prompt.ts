import type { Character, CleanShot } from '../../model.ts';
import { describePanels } from '../pictures/matrix.ts';
import { hasBracketedName } from './find-bracketed-name.ts';
import { joinPieces } from './join-pieces.ts';
import { createNameIndex } from './name-index.ts';
import { placeIds, type Search } from './place-ids.ts';
import { splitQuotes } from './split-quotes.ts';

type PromptParts = Pick<CleanShot, 'promptText' | 'characters' | 'scene' | 'props' | 'directorIntent'> &
  Partial<Pick<CleanShot, 'descriptions' | 'inputs'>>;

/**
 * The prompt for the provider: the text with role ids, then `[Scene: … | Props: a, b]`, then `(Director Note: …)`.
 * Descriptions stand behind the text, and at the end how to read a matrix. Absent parts are left out.
 */
export function buildPrompt(shot: PromptParts): string {
  return `${replaceNames(shot.promptText, shot.characters)}${endOf(shot)}`;
}

/** Cost of a replaced name, in characters compared. */
const LOOKS_PER_NAME = 100;

/**
 * The parts of the same prompt, not yet joined. Its length is known without the memory: long ids can grow a text a
 * hundredfold. `looks` is how expensive it is to build, in characters compared.
 */
export function draftPrompt(shot: PromptParts): { text: string; looks: number } {
  const { text, looks } = joinNames(shot.promptText, shot.characters);
  return { text: text + endOf(shot), looks };
}

function endOf({ scene, props, directorIntent, descriptions = [], inputs = [] }: PromptParts): string {
  const surroundings = [
    ...(scene === null ? [] : [`Scene: ${scene}`]),
    ...(props.length === 0 ? [] : [`Props: ${props.join(', ')}`]),
  ];
  const described = descriptions.map((description) => ` (${description})`).join('');
  const around = surroundings.length === 0 ? '' : ` [${surroundings.join(' | ')}]`;
  const note = directorIntent === null ? '' : ` (Director Note: ${directorIntent})`;
  const sheets = inputs.map(({ panels }) => (panels === undefined ? '' : describePanels(panels))).join('');
  return `${described}${around}${note}${sheets}`;
}

/**
 * Replaces character names by role ids, outside of quotes. If a known name is in brackets, only bracketed names are
 * replaced; otherwise plain ones, longest first.
 */
export function replaceNames(promptText: string, characters: readonly Character[]): string {
  return joinNames(promptText, characters).text.trim();
}

function joinNames(promptText: string, characters: readonly Character[]): { text: string; looks: number } {
  const text = promptText.trim();
  if (characters.length === 0 && !text.includes('@')) return { text, looks: 0 };
  const parts = splitQuotes(text);
  const names = createNameIndex(characters);
  const search: Search = {
    names,
    knownIds: knownIdsOf(characters),
    bracketedOnly: parts.some((part) => !part.quoted && hasBracketedName(names, part.text)),
  };
  const pieces = parts.flatMap((part) =>
    part.quoted ? [{ text: part.text, isId: false }] : placeIds(part.text, search),
  );
  const ids = pieces.reduce((sum, { isId }) => sum + (isId ? 1 : 0), 0);
  return { text: joinPieces(pieces), looks: names.looks + ids * LOOKS_PER_NAME };
}

function knownIdsOf(characters: readonly Character[]): string[] {
  const ids = new Set(characters.map(({ id }) => id).filter((id) => id !== null));
  return [...ids].sort((a, b) => b.length - a.length);
}
