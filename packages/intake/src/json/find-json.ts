import { quote, type Findings } from '../findings.ts';

/** Where in a text the JSON is. */
export interface Span {
  start: number;
  end: number;
}

/** A text that begins as JSON does. */
const BEGINS = /^\s*(?:[{｛]|[[［]\s*(?:[[{"“'［｛\d\]]|$))/u;
const FENCE = /^[ \t]*(?:```|~~~)[^\n`]*\n([\s\S]*?)(?:^[ \t]*(?:```|~~~)[ \t]*$|(?![\s\S]))/gmu;
const THOUGHT = /^\s*<think(?:ing)?>[\s\S]*?<\/think(?:ing)?>/iu;
const INSIDE = /[{｛]\s*["“'\n]|[[［]\s*[{｛"“]/u;

/** Whether a text is meant as JSON, maybe with words or fences around it. */
export function looksLikeJson(text: string): boolean {
  const said = text.replace(THOUGHT, '');
  return BEGINS.test(said) || fencesOf(said).length > 0;
}

/** Whether JSON begins somewhere inside of a text. */
export function holdsJson(text: string): boolean {
  return INSIDE.test(text);
}

/** The one piece of JSON in a text, told what is left out around it; null after a problem. */
export function findJson(text: string, findings: Findings): Span | null {
  const thought = THOUGHT.exec(text)?.[0].length ?? 0;
  const rest = text.slice(thought);
  const [fence, ...others] = BEGINS.test(rest) ? [] : fencesOf(rest);
  if (others.length > 0) {
    const detail = `the text has ${others.length + 1} blocks of JSON, and only one can be the storyboard`;
    findings.problem('several-documents', detail, { fix: 'Send the one that counts.' });
    return null;
  }
  const start =
    thought + (fence?.start ?? Math.max(0, BEGINS.test(rest) ? rest.search(/\S/u) : rest.search(INSIDE)));
  const end = fence === undefined ? endOf(text, start) : thought + fence.end;
  for (const [words, where] of [
    [text.slice(0, start), 'before'],
    [text.slice(end), 'after'],
  ] as const) {
    const said = words.replaceAll(/^[ \t]*(?:```|~~~).*$/gmu, '').trim();
    if (said !== '')
      findings.note({
        code: 'text-left-out',
        detail: `the words ${where} the JSON are left out: ${quote(said)}`,
        asked: said,
      });
  }
  return { start, end };
}

function fencesOf(text: string): Span[] {
  return [...text.matchAll(FENCE)].flatMap((match) => {
    const [whole, inner = ''] = match;
    if (!BEGINS.test(inner)) return [];
    const start = match.index + whole.indexOf(inner);
    return [{ start, end: start + inner.trimEnd().length }];
  });
}

/** The last closing bracket, if only words follow; else the end of the text. */
function endOf(text: string, start: number): number {
  const last = Math.max(...['}', ']', '｝', '］', '】'].map((bracket) => text.lastIndexOf(bracket))) + 1;
  const rest = text.slice(last).trim();
  const isProse =
    last > start && rest !== '' && !/["“”{[:：,，]/u.test(rest.slice(0, 2)) && !/[{["]/u.test(rest);
  return isProse ? last : text.trimEnd().length;
}
