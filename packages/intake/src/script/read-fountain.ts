import type { Findings } from '../findings.ts';
import type { Cleaned } from '../shape/find-shots.ts';
import { toDocument, type Passage } from './passage.ts';

const HEADING = /^(?:(?:INT|EXT|EST|INT\.?\/EXT|I\/E)[. ]\s*\S|\.(?=[^.\s]))/iu;
const TRANSITION = /^(?:[A-Z ]+ TO:|FADE (?:IN|OUT)[.:]?|>.*[^<]$)/u;
const CENTRED = /^>.*<$/u;
const CUE = /^(?:@.+|[A-Z][A-Z0-9 .'’-]*(?:\s*\([^)]*\))*\s*\^?)$/u;
const TITLE_KEY = /^(?:title|credit|authors?|source|draft date|contact|copyright|notes):/iu;
const PARENTHESIS = /^\([^)]*\)$/u;

/** Whether a text is a screenplay in Fountain: it has headings of scenes. */
export function isFountain(text: string): boolean {
  return text
    .split(/\r?\n/u)
    .some((line) => /^(?:INT|EXT|EST|INT\.?\/EXT|I\/E)[. ]\s*\S/iu.test(line.trim()));
}

interface State {
  passages: Passage[];
  passage: Passage | null;
  scene: string | null;
}

/** Reads Fountain: each paragraph of action is a shot, speech belongs to the shot before it. */
export function readFountain(text: string, findings: Findings): Cleaned | undefined {
  const plain = text.replaceAll(/\/\*[\s\S]*?\*\/|\[\[[\s\S]*?\]\]/gu, (found) =>
    found.replaceAll(/[^\n]/gu, ''),
  );
  const state: State = { passages: [], passage: null, scene: null };
  const blocks = blocksOf(plain);
  const title = TITLE_KEY.test(blocks[0]?.lines[0] ?? '') ? titleOf(blocks.shift()?.lines ?? []) : null;
  for (const { lines, number } of blocks) readBlock(lines, number, state);
  if (state.passages.length === 0)
    return findings.problem('no-shots', 'the screenplay has scenes and no action or speech', {
      fix: 'Write what is seen below the heading.',
    });
  return toDocument(state.passages, 'a screenplay in Fountain', title, findings);
}

function readBlock(lines: readonly string[], number: number, state: State): void {
  const [first = '', ...rest] = lines;
  if (/^(?:#|=)/u.test(first) || (lines.length === 1 && TRANSITION.test(first) && !CENTRED.test(first)))
    return;
  if (HEADING.test(first)) {
    state.scene = first
      .replace(/^\./u, '')
      .replace(/\s*#.*#\s*$/u, '')
      .trim();
    state.passage = null;
    if (rest.length > 0) readBlock(rest, number + 1, state);
  } else if (rest.length > 0 && CUE.test(first) && !first.startsWith('!')) {
    speak(first, rest, number, state);
  } else {
    const seen = lines.map((line) => line.replace(/^[!>]\s*|\s*<$/gu, '').trim()).join(' ');
    open(seen.replaceAll(/[*_]{1,3}(\S[^*_]*?)[*_]{1,3}/gu, '$1'), number, state);
  }
}

function open(seen: string, line: number, state: State): void {
  state.passage = { line, seen: seen === '' ? [] : [seen], said: [], scene: state.scene, characters: [] };
  state.passages.push(state.passage);
}

function speak(cue: string, lines: readonly string[], line: number, state: State): void {
  const speaker = cue
    .replace(/^@/u, '')
    .replaceAll(/\([^)]*\)|\^/gu, '')
    .trim();
  // A voice nobody is seen to have is no part of the picture.
  const isUnseen = /\((?:V\.?O\.?|O\.?S\.?)\)/iu.test(cue);
  const said = lines
    .filter((one) => !PARENTHESIS.test(one.trim()))
    .join(' ')
    .trim();
  if (said === '' || isUnseen) return;
  if (state.passage === null) open('', line, state);
  state.passage?.said.push(`${speaker}: “${said}”`);
}

function blocksOf(text: string): { lines: string[]; number: number }[] {
  const blocks: { lines: string[]; number: number }[] = [];
  let current: string[] = [];
  for (const [at, line] of [...text.split(/\r?\n/u), ''].entries()) {
    if (line.trim() !== '') current.push(line.trim());
    else if (current.length > 0) {
      blocks.push({ lines: current, number: at - current.length + 1 });
      current = [];
    }
  }
  return blocks;
}

function titleOf(lines: readonly string[]): string | null {
  const line = lines.find((one) => /^title:/iu.test(one));
  const title =
    line
      ?.replace(/^title:/iu, '')
      .replaceAll(/[*_]/gu, '')
      .trim() ?? '';
  return title === '' ? null : title;
}
