import type { Character } from '../../model.ts';
import { namesSaid } from '../prompt/names-said.ts';
import type { BibleKind } from '../pictures/read-folders.ts';
import type { Uploads } from '../pictures/uploads.ts';
import { MAX_LOOKS } from './check-sizes.ts';
import type { Bible, Bibles } from './bible.ts';
import type { Wanted } from './choose-references.ts';

/** Who or what of the bible a shot names. */
export interface Thing {
  kind: BibleKind;
  entry: Character;
}

interface Naming {
  promptText: string;
  /** Those its `asset` lists. */
  listed: readonly Character[];
  scene: string | null;
  props: readonly string[];
}

/**
 * Everyone and everything a shot names, the most important first: characters, then scenes, then props. Characters in
 * order of appearance, those only listed behind them.
 */
export function thingsOf(naming: Naming, bibles: Bibles): Thing[] {
  if (!bibles.isPictured || looksOf(bibles) > MAX_LOOKS) return [];
  const { promptText, listed, scene, props } = naming;
  const own = new Map(listed.map((character) => [character.name, character]));
  const said = [...namesSaid(bibles.characters, promptText)].map((one) => own.get(one.name) ?? one);
  return [
    ...toThings('character', [...said, ...listed]),
    ...toThings('scene', named(bibles.scenes, scene === null ? [] : [scene], promptText)),
    ...toThings('prop', named(bibles.props, props, promptText)),
  ];
}

/** Characters compared so far to find names in texts; beyond `MAX_LOOKS` no more are looked for. */
export function looksOf({ characters, scenes, props }: Bibles): number {
  return characters.index.looks + scenes.index.looks + props.index.looks;
}

/** Far more than any model takes; a hostile shot must not hold up other requests. */
const MAX_WANTED = 200;

/** The pictures of things: the first of each, then the second of each, and so on. */
export function picturesOf(things: readonly Thing[]): Wanted[] {
  const pictured = things.filter(({ entry }) => entry.pictures !== undefined).slice(0, MAX_WANTED);
  const views = Math.max(0, ...pictured.map(({ entry }) => entry.pictures?.length ?? 0));
  const wanted = Array.from({ length: views }, (_, at) =>
    pictured.flatMap(({ kind, entry: { name, pictures = [] } }) => {
      const picture = pictures[at];
      return picture === undefined ? [] : [{ kind, name, picture, view: at + 1 }];
    }),
  );
  return wanted.flat().slice(0, MAX_WANTED);
}

/** Remembers that a shot would send these. */
export function recordUse(wanted: readonly Wanted[], { used }: Uploads): void {
  for (const { picture } of wanted) if (picture.sha256 !== undefined) used.add(picture.sha256);
}

/** What is said of things that neither an id nor a picture shows: `小美: 十八岁女孩`. */
export function describeThings(things: readonly Thing[], isShown: (entry: Character) => boolean): string[] {
  return things.flatMap(({ entry }) => {
    const { name, id, description } = entry;
    return description === undefined || id !== null || isShown(entry) ? [] : [`${name}: ${description}`];
  });
}

function toThings(kind: BibleKind, entries: readonly Character[]): Thing[] {
  return [...new Set(entries)].map((entry) => ({ kind, entry }));
}

/** A listed text is a name, or has names in it: `便利店门口，雨夜`. */
function named(bible: Bible, listed: readonly string[], promptText: string): Character[] {
  if (bible.byName.size === 0) return [];
  const exact = listed.flatMap((text) => bible.byName.get(text) ?? [...namesSaid(bible, text)]);
  return [...exact, ...namesSaid(bible, promptText)];
}
