import { plainName } from '../read/find-field.ts';
import { words } from '../read/field-row.ts';
import { isPictureFile } from './uploads.ts';

/** Kinds of bible entries. */
export type BibleKind = 'character' | 'scene' | 'prop';

/** One thing that has pictures in a folder. */
export interface FolderEntry {
  kind: BibleKind;
  name: string;
  /** The name with its number, where one picture alone has it: `Room_101`. */
  alias: string | null;
  paths: string[];
}

/** Pictures found by the folder they lie in. */
export interface Folders {
  entries: readonly FolderEntry[];
  /** Path of the first frame, by the number of the shot. */
  frames: ReadonlyMap<number, string>;
}

const ROOTS = new Set(['asset', 'assets', '素材']);
const KINDS: ReadonlyMap<string, BibleKind | 'segment'> = new Map([
  ...folder('character', 'character characters 角色 人物'),
  ...folder('scene', 'scene scenes 场景'),
  ...folder('prop', 'prop props 道具'),
  ...folder('segment', 'segment segments 分镜'),
]);
const NUMBERED = /^(.*\S)(?:\s*[_\-－]\s*\d{1,2}|\s+\d{1,2}|\s*[(（]\s*\d{1,2}\s*[)）])$/u;
const SHOT_NUMBER = /^(?:segment|shot|镜头|分镜|第)?[\s_-]*(\d{1,9})(?:个?镜头?|号)?$/iu;

/**
 * Sorts the files below `asset/character`, `asset/scene`, `asset/prop` and `asset/segment` by what they show. Chinese
 * names of the folders are understood, also without `asset` around them. Natural order: 2 before 10. `isName`: a name
 * of the bible, whose number is no count of pictures.
 */
export function readFolders(
  paths: Iterable<string>,
  isName: (kind: BibleKind, name: string) => boolean = () => false,
): Folders {
  const entries = new Map<string, FolderEntry>();
  const frames = new Map<number, string>();
  const ordered = [...paths].filter(isPictureFile).toSorted(compareNaturally);
  for (const path of ordered) {
    const place = placeOf(path);
    if (place === null) continue;
    const { kind, rest } = place;
    if (kind === 'segment') {
      const number = numberOf(rest);
      if (number !== null && !frames.has(number)) frames.set(number, path);
    } else addTo(entries, nameOf(kind, rest, isName), path);
  }
  return { entries: [...entries.values()], frames };
}

function placeOf(path: string): { kind: BibleKind | 'segment'; rest: string[] } | null {
  const steps = path.split('/');
  if (steps.some((step) => step.startsWith('.'))) return null;
  const [root = '', ...below] = steps;
  const isRoot = ROOTS.has(root.toLowerCase());
  const [name = '', ...rest] = isRoot ? below : steps;
  const kind = KINDS.get(name.toLowerCase());
  const isKnown = kind !== undefined && rest.length > 0 && (isRoot || /\p{Script=Han}/u.test(name));
  return isKnown ? { kind, rest } : null;
}

type Named = Pick<FolderEntry, 'kind' | 'name' | 'alias'>;

/** A folder of its own is a name; of a file the number behind its name counts the pictures. */
function nameOf(
  kind: BibleKind,
  [first = '', ...inner]: readonly string[],
  isName: (kind: BibleKind, name: string) => boolean,
): Named {
  const stem = inner.length > 0 ? first.trim() : stemOf(first);
  const isWhole = inner.length > 0 || isName(kind, stem);
  const name = isWhole ? stem : (NUMBERED.exec(stem)?.[1] ?? stem);
  return { kind, name, alias: name === stem ? null : stem };
}

function addTo(entries: Map<string, FolderEntry>, named: Named, path: string): void {
  if (named.name === '') return;
  const key = `${named.kind} ${plainName(named.name)}`;
  const known = entries.get(key);
  if (known === undefined) {
    entries.set(key, { ...named, paths: [path] });
    return;
  }
  known.paths.push(path);
  known.alias = null;
}

function numberOf([first = '']: readonly string[]): number | null {
  const number = Number(SHOT_NUMBER.exec(stemOf(first))?.[1] ?? 0);
  return number > 0 ? number : null;
}

function stemOf(name: string): string {
  return name.replace(/\.[^.]*$/u, '').trim();
}

function compareNaturally(a: string, b: string): number {
  const [left, right] = [naturalKey(a), naturalKey(b)];
  if (left === right) return a < b ? -1 : 1;
  return left < right ? -1 : 1;
}

function naturalKey(path: string): string {
  return path.toLowerCase().replaceAll(/\d+/gu, (digits) => digits.padStart(20, '0'));
}

function folder(kind: BibleKind | 'segment', names: string): [string, BibleKind | 'segment'][] {
  return words(names).map((name) => [name, kind]);
}
