import {
  findField,
  isRecord,
  plainName,
  pointerStep,
  SHOT_LIST_NAMES,
  type JsonRecord,
} from '@cineflow/core';
import { holdsPicture, holdsText, isVague } from './choose-text.ts';

/** A document with the places its shots came from; none where nothing moved. */
export interface Cleaned {
  document: unknown;
  origins: readonly string[];
}

/** One entry of a list of shots, with the objects it lies in. */
export interface Entry {
  shot: JsonRecord;
  pointer: string;
  /** From the root of the document to the owner of the list. */
  owners: readonly JsonRecord[];
}

/** All lists of the same kind: `/acts/0/scenes/0/shots` and `/acts/0/scenes/1/shots` are one. */
export interface ShotList {
  /** Path with `*` for positions. */
  shape: string;
  /** Name of the list; blank at the root. */
  name: string;
  /** Group of names it belongs to; the last is for unknown names. */
  tier: number;
  entries: Entry[];
}

const MOST_DEPTH = 12;
const MOST_VALUES = 200_000;
const UNKNOWN = SHOT_LIST_NAMES.length;
const TIERS = new Map(SHOT_LIST_NAMES.flatMap((names, tier) => names.map((name) => [plainName(name), tier])));
const NUMBERED = /^(?:shot|scene|segment|clip|镜头|分镜|镜|画面|场景)?[\s_-]*\d+$/iu;

/** Every list that may be the shots, the surest kind first. A list of scenes that hold shots is none. */
export function findShotLists(document: unknown): ShotList[] {
  const lists = new Map<string, ShotList>();
  walk({ value: document, pointer: '', shape: '', name: '', owners: [], depth: 0 }, lists, { count: 0 });
  const found = [...lists.values()].filter(isShots);
  const leaves = found.filter(({ shape }) => !found.some((other) => other.shape.startsWith(`${shape}/*/`)));
  return leaves.toSorted((one, other) => one.tier - other.tier);
}

interface Seen {
  value: unknown;
  pointer: string;
  shape: string;
  name: string;
  owners: readonly JsonRecord[];
  depth: number;
}

function walk(seen: Seen, lists: Map<string, ShotList>, budget: { count: number }): void {
  const { value, pointer, shape, owners, depth } = seen;
  budget.count += 1;
  if (depth > MOST_DEPTH || budget.count > MOST_VALUES) return;
  const members = membersOf(value, seen.name);
  if (members !== null) {
    for (const [key, member] of members) {
      const at = `${pointer}${pointerStep(key)}`;
      addEntry(seen, at, member, lists);
      if (isRecord(member)) walkFields(member, { ...seen, pointer: at, shape: `${shape}/*` }, lists, budget);
    }
  } else if (isRecord(value)) walkFields(value, { ...seen, owners }, lists, budget);
}

function walkFields(
  record: JsonRecord,
  seen: Seen,
  lists: Map<string, ShotList>,
  budget: { count: number },
): void {
  const owners = [...seen.owners, record];
  for (const [name, value] of Object.entries(record)) {
    if (typeof value !== 'object' || value === null || isBible(name, seen.depth)) continue;
    const at = { pointer: `${seen.pointer}${pointerStep(name)}`, shape: `${seen.shape}/${name}` };
    walk({ ...at, value, name, owners, depth: seen.depth + 1 }, lists, budget);
  }
}

/** Members of a list, or of an object that numbers its shots: `{"shot_1": {…}, "shot_2": {…}}`. */
function membersOf(value: unknown, name: string): [key: string, member: unknown][] | null {
  if (Array.isArray(value)) return value.map((member: unknown, at) => [String(at), member]);
  if (!isRecord(value)) return null;
  const entries = Object.entries(value);
  const isNumbered =
    entries.length > 0 && entries.every(([key, member]) => NUMBERED.test(key) && isRecord(member));
  if (!isNumbered || (entries.length === 1 && !TIERS.has(plainName(name)))) return null;
  return entries.toSorted(([one], [other]) => numberIn(one) - numberIn(other));
}

function addEntry(
  { shape, name, owners }: Seen,
  pointer: string,
  member: unknown,
  lists: Map<string, ShotList>,
): void {
  const tier = name === '' ? 0 : (TIERS.get(plainName(name)) ?? UNKNOWN);
  // A list of plain texts is one of prompts only under a name that says so.
  const isText = typeof member === 'string' && (tier < UNKNOWN || /prompts?$|提示词/iu.test(name));
  if (!isText && !isRecord(member)) return;
  const list = lists.get(shape) ?? { shape, name, tier, entries: [] };
  lists.set(shape, list);
  list.entries.push({ shot: isRecord(member) ? member : { prompt: member }, pointer, owners });
}

/** Most entries have a text; a list under an unknown name, or of scenes, needs more than a vague one. */
function isShots({ tier, entries }: ShotList): boolean {
  const texts = entries.filter(({ shot }) => holdsText(shot));
  if (texts.length === 0 || texts.length * 2 < entries.length) return false;
  if (tier < UNKNOWN - 1) return true;
  return texts.some(({ shot }) => holdsPicture(shot) && !isVague(shot));
}

/** Characters, props and what else has pictures are no shots, whatever their texts are called. */
function isBible(name: string, depth: number): boolean {
  if (depth > 0 && /^(?:characters?|props?|角色|道具)$/iu.test(name)) return true;
  const row = findField('document', name);
  return row?.role === 'same' && row.reads === 'bible' && !TIERS.has(plainName(name));
}

function numberIn(key: string): number {
  return Number(/\d+$/u.exec(key)?.[0] ?? 0);
}
