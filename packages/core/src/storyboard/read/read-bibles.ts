import { defined } from '../../defined.ts';
import type { Character, ReadingRules } from '../../model.ts';
import { readFolders, type BibleKind, type FolderEntry, type Folders } from '../pictures/read-folders.ts';
import { assetOf, type Uploads } from '../pictures/uploads.ts';
import { createBible, type Bibles } from './bible.ts';
import type { BibleField } from './field-row.ts';
import { IN_ASSET } from './field-table.ts';
import { plainName } from './find-field.ts';
import { fieldOf, isRecord, type JsonRecord } from './json-value.ts';
import { hasPictures, readBible, toEntries } from './read-bible.ts';
import type { PictureReader } from './read-entry-pictures.ts';
import { readPolicy } from './read-policy.ts';
import { childOf, keepWarning, type Place } from './report.ts';
import type { Given } from './sort-fields.ts';
import { count } from './tally.ts';

const FIELDS: Readonly<Record<BibleKind, BibleField>> = {
  character: 'character_bible',
  scene: 'scene_bible',
  prop: 'prop_bible',
};

interface BibleSource extends PictureReader {
  givens: readonly Given[];
  rules: Pick<ReadingRules, 'descriptions'> | null;
}

/** Everyone and everything with pictures: from the lists of a document, and from the folders sent with it. */
export function readBibles(document: JsonRecord, place: Place, source: BibleSource): Bibles {
  const { uploads, rules } = source;
  const lists = {
    character: readLists('character', document, place, source),
    scene: readLists('scene', document, place, source),
    prop: readLists('prop', document, place, source),
  };
  const folders = uploads.files === undefined ? NO_FOLDERS : readFoldersBeside(uploads.files.keys(), lists);
  for (const kind of ['character', 'scene', 'prop'] as const) {
    const entries = folders.entries.filter((entry) => entry.kind === kind);
    if (entries.length === 0) continue;
    fold(
      lists[kind],
      entries.map((entry) => toCharacter(entry, uploads)),
    );
    recordTaken(place, `pictures of ${kind}s`, entries);
  }
  const all = [...lists.character, ...lists.scene, ...lists.prop];
  const hasAny =
    lists.scene.length + lists.prop.length > 0 || all.some(({ pictures }) => pictures !== undefined);
  const wish = rules?.descriptions ?? readPolicy(document, 'descriptions', place) ?? 'auto';
  const describes = wish === 'always' || (wish === 'auto' && hasAny);
  const isDescribed = describes && all.some(({ description }) => description !== undefined);
  return {
    characters: createBible(lists.character),
    scenes: createBible(lists.scene),
    props: createBible(lists.prop),
    frames: folders.frames,
    describes,
    isPictured: isDescribed || all.some(({ pictures }) => pictures !== undefined),
  };
}

type Lists = Readonly<Record<BibleKind, Character[]>>;

const NO_FOLDERS: Folders = { entries: [], frames: new Map() };

function readFoldersBeside(paths: Iterable<string>, lists: Lists): Folders {
  const names = {
    character: namesOf(lists.character),
    scene: namesOf(lists.scene),
    prop: namesOf(lists.prop),
  };
  return readFolders(paths, (kind, name) => names[kind].has(plainName(name)));
}

function readLists(kind: BibleKind, document: JsonRecord, place: Place, source: BibleSource): Character[] {
  const field = FIELDS[kind];
  const entries = readBible(fieldOf(document, field), childOf(place, field), kind, source);
  for (const given of source.givens) {
    if (given.meant !== field) continue;
    const { name, value } = given;
    const isList = Array.isArray(value) && value.some(isRecord);
    if (hasPictures(value) || (source.uploads.files !== undefined && isList)) {
      fold(entries, readBible(toEntries(value), given.place, kind, source));
      const says = `is read as ${field}`;
      count(given.place, { key: `read ${field}`, code: 'field-understood', name, asked: value, says });
      continue;
    }
    // A list without pictures never counted, and paid clips are found again by that.
    const says = `is not used: ${IN_ASSET}, or what has pictures into ${field}`;
    count(given.place, { key: 'wish asset', code: 'field-not-used', name, asked: value, says });
  }
  return entries;
}

/** Adds pictures to the entries of the same name, and entries that are new. */
function fold(entries: Character[], more: readonly Character[]): void {
  const places = new Map<string, number>();
  const remember = (entry: Character, at: number) => {
    for (const name of [entry.name, ...entry.aliases])
      if (!places.has(plainName(name))) places.set(plainName(name), at);
  };
  entries.forEach(remember);
  for (const entry of more) {
    const names = [entry.name, ...entry.aliases].map(plainName);
    const at = names.map((name) => places.get(name)).find((one) => one !== undefined);
    const known = at === undefined ? undefined : entries[at];
    if (at === undefined || known === undefined) remember(entry, entries.push(entry) - 1);
    else entries[at] = merge(known, entry);
  }
}

function merge(known: Character, entry: Character): Character {
  const pictures = [...(known.pictures ?? []), ...(entry.pictures ?? [])];
  const once = [...new Map(pictures.map((picture) => [picture.url, picture])).values()];
  return {
    ...known,
    id: known.id ?? entry.id,
    ...defined({
      pictures: once.length === 0 ? undefined : once,
      description: known.description ?? entry.description,
    }),
  };
}

/** Names and aliases of the lists, in their plain form. */
function namesOf(entries: readonly Character[]): Set<string> {
  return new Set(entries.flatMap(({ name, aliases }) => [name, ...aliases].map(plainName)));
}

function toCharacter({ name, alias, paths }: FolderEntry, { files }: Uploads): Character {
  const pictures = paths.flatMap((path) => {
    const sha256 = files?.get(path);
    return sha256 === undefined ? [] : [assetOf(sha256)];
  });
  const once = [...new Map(pictures.map((picture) => [picture.url, picture])).values()];
  return { name, id: null, aliases: alias === null ? [] : [alias], pictures: once };
}

/** Paths and names told of at most. */
const MAX_TOLD = 10;

/** Tells once per kind what was taken from folders. */
export function recordTaken(
  place: Pick<Place, 'report'>,
  what: string,
  entries: readonly Pick<FolderEntry, 'name' | 'paths'>[],
): void {
  const paths = entries.flatMap((entry) => entry.paths);
  const names = entries.slice(0, MAX_TOLD).map(({ name }) => name);
  const more = entries.length > MAX_TOLD ? ` and ${entries.length - MAX_TOLD} more` : '';
  const detail = `${what} are taken from folders, ${paths.length} in all: ${names.join(', ')}${more}`;
  keepWarning(place, {
    pointer: '',
    code: 'file-understood',
    detail,
    count: paths.length,
    places: paths.slice(0, MAX_TOLD),
  });
}
