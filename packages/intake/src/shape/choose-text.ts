import { findField, isRecord, plainName, TEXT_NAMES, type JsonRecord } from '@cineflow/core';

type Group = keyof typeof TEXT_NAMES;

/** A text of a shot under a name that is not ours. */
export interface Said {
  name: string;
  group: Group;
  words: string;
}

/** What will be the prompt of a shot. */
export type Choice =
  | { kind: 'none' }
  | { kind: 'unclear'; said: Said[] }
  | { kind: 'text'; said: Said[]; isFinished: boolean };

const GROUPS = new Map<string, Group>(
  (Object.keys(TEXT_NAMES) as Group[]).flatMap((group) =>
    TEXT_NAMES[group].map((name): [string, Group] => [plainName(name), group]),
  ),
);
const NOTHING = /^(?:[-—–/\\]+|无|没有|none|n\/?a|null|nil|undefined)?$/iu;
const UNHEARD = /audio|sound|music|bgm|sfx|negative|音效|音乐|负面/iu;

/** The one text a shot is about: a finished prompt, else a description, else its still and its motion. */
export function chooseText(shot: JsonRecord): Choice {
  const said = saidOf(shot);
  const of = (group: Group): Said[] => distinct(said.filter((one) => one.group === group));
  for (const group of ['prompt', 'picture', 'vague'] as const) {
    const found = of(group);
    if (group === 'vague' && (of('still').length > 0 || (found.length > 0 && of('motion').length > 0))) break;
    if (found.length > 1) return { kind: 'unclear', said: found };
    if (found.length === 1) return { kind: 'text', said: found, isFinished: group === 'prompt' };
  }
  const [stills, motions, vague] = [of('still'), of('motion'), of('vague')];
  const halves = [...(stills.length > 0 ? stills.slice(0, 1) : vague.slice(0, 1)), ...motions.slice(0, 1)];
  return halves.length === 0 ? { kind: 'none' } : { kind: 'text', said: halves, isFinished: false };
}

/** Whether a shot has a prompt, or a text that can become one. */
export function holdsText(shot: JsonRecord): boolean {
  return wordsOf(shot.prompt_text) !== '' || chooseText(shot).kind !== 'none';
}

/** Whether a shot has more than words on motion. */
export function holdsPicture(shot: JsonRecord): boolean {
  return wordsOf(shot.prompt_text) !== '' || saidOf(shot).length > 0;
}

/** Whether all that is said stands under a name that may mean anything. */
export function isVague(shot: JsonRecord): boolean {
  return wordsOf(shot.prompt_text) === '' && saidOf(shot).every(({ group }) => group === 'vague');
}

/** All words of a value in their order: of a text, of a list, of an object of parts. */
export function wordsOf(value: unknown): string {
  if (typeof value === 'string') return NOTHING.test(value.trim()) ? '' : value.trim();
  if (typeof value === 'number') return String(value);
  if (Array.isArray(value)) return value.map(wordsOf).filter(Boolean).join('，');
  if (!isRecord(value)) return '';
  const speaker = wordsOf(value.speaker ?? value.character ?? value.角色);
  const line = wordsOf(value.line ?? value.text ?? value.台词);
  if (line !== '') return speaker === '' ? `“${line}”` : `${speaker}：“${line}”`;
  return Object.entries(value)
    .map(([name, inner]) => (UNHEARD.test(name) ? '' : wordsOf(inner)))
    .filter(Boolean)
    .join('，');
}

/** An object under the name of a prompt has only its parts: what moves, how the camera does. */
function saidOf(shot: JsonRecord): Said[] {
  return Object.entries(shot).flatMap(([name, value]): Said[] => {
    const group = GROUPS.get(plainName(name));
    const words = group === undefined ? '' : wordsOf(value);
    if (group === undefined || words === '' || typeof value === 'number') return [];
    return [{ name, group: isRecord(value) && group === 'prompt' ? 'motion' : group, words }];
  });
}

function distinct(said: Said[]): Said[] {
  return said.filter(({ words }, at) => said.findIndex((other) => other.words === words) === at);
}

/** Parts of a picture that core knows as wishes, in the order in which a prompt says them. */
const PARTS = ['camera', 'action', 'look', 'dialogue'] as const;
export type Part = (typeof PARTS)[number];

/** Fields of a shot that belong into its prompt besides the text. */
export function partsOf(
  shot: JsonRecord,
  used: ReadonlySet<string>,
): { name: string; part: Part; words: string }[] {
  const found = Object.entries(shot).flatMap(([name, value]) => {
    const row = used.has(name) || GROUPS.get(plainName(name)) === 'still' ? null : findField('shot', name);
    const part = row?.role === 'wish' ? PARTS.find((one) => one === row.wish) : undefined;
    const words = part === undefined ? '' : wordsOf(value);
    return part === undefined || words === '' ? [] : [{ name, part, words }];
  });
  return found.toSorted((one, other) => PARTS.indexOf(one.part) - PARTS.indexOf(other.part));
}
