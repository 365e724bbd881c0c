import type { Character, CleanShot } from '../../model.ts';
import { hasBracketedName } from './find-bracketed-name.ts';
import { joinPieces } from './join-pieces.ts';
import { createNameIndex } from './name-index.ts';
import { placeIds, type Search } from './place-ids.ts';
import { splitQuotes } from './split-quotes.ts';

type PromptParts = Pick<CleanShot, 'promptText' | 'characters' | 'scene' | 'props' | 'directorIntent'>;

/**
 * The prompt a provider gets: the text with names replaced by role ids, then `[Scene: … | Props: a, b]`, then
 * `(Director Note: …)`; what a shot does not have is left out.
 */
export function buildPrompt(shot: PromptParts): string {
  return `${replaceNames(shot.promptText, shot.characters)}${endOf(shot)}`;
}

/**
 * The same prompt, put together only in name: its length is known at once, while its memory is not yet spent. Long ids
 * make a hundred times as much of a text.
 */
export function draftPrompt(shot: PromptParts): string {
  return joinNames(shot.promptText, shot.characters) + endOf(shot);
}

function endOf({ scene, props, directorIntent }: PromptParts): string {
  const surroundings = [
    ...(scene === null ? [] : [`Scene: ${scene}`]),
    ...(props.length === 0 ? [] : [`Props: ${props.join(', ')}`]),
  ];
  const around = surroundings.length === 0 ? '' : ` [${surroundings.join(' | ')}]`;
  return directorIntent === null ? around : `${around} (Director Note: ${directorIntent})`;
}

/**
 * A prompt text with the names of characters replaced by their role ids, outside of quotes. As soon as one known name
 * stands in brackets, only bracketed names are replaced; otherwise plain ones are, the longest first.
 */
export function replaceNames(promptText: string, characters: readonly Character[]): string {
  return joinNames(promptText, characters).trim();
}

function joinNames(promptText: string, characters: readonly Character[]): string {
  const text = promptText.trim();
  if (characters.length === 0 && !text.includes('@')) return text;
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
  return joinPieces(pieces);
}

function knownIdsOf(characters: readonly Character[]): string[] {
  const ids = new Set(characters.map(({ id }) => id).filter((id) => id !== null));
  return [...ids].sort((a, b) => b.length - a.length);
}
