import { pointerStep } from '@cineflow/core';
import type { FieldError } from '@cineflow/contracts';
import { endOfString } from './explain-json.ts';

/** Findings beyond this number are only counted. */
const MOST_NAMED = 20;
/** Longest name that is shown whole. */
const LONGEST_SHOWN = 60;

/** An object or a list that is not closed yet. */
interface Level {
  /** Names of an object so far; null: a list. */
  names: Set<string> | null;
  /** Present field or position. */
  at: string | number;
}

/**
 * Fields that an object in a valid JSON text has twice. JSON.parse silently keeps the last one: half of an order would be
 * lost. Notes such as `_comment` may be repeated.
 */
export function findTwice(text: string): FieldError[] {
  const found: FieldError[] = [];
  const levels: Level[] = [];
  let count = 0;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    const level = levels.at(-1);
    if (character === '"') {
      const end = endOfString(text, at) ?? text.length;
      const name = level?.names && isName(text, end) ? nameOf(text.slice(at, end + 1)) : null;
      if (level && name !== null && isSecond(level, name) && (count += 1) <= MOST_NAMED)
        found.push(describe(levels, name));
      at = end;
    } else if (character === '{' || character === '[') {
      levels.push(character === '{' ? { names: new Set(), at: '' } : { names: null, at: 0 });
    } else if (character === '}' || character === ']') {
      levels.pop();
    } else if (character === ',' && typeof level?.at === 'number') {
      level.at += 1;
    }
  }
  if (count <= MOST_NAMED) return found;
  const detail = `${count - MOST_NAMED} more fields are there twice`;
  return [...found, { pointer: '', code: 'more-problems', detail }];
}

/** Goes on to the field `name`; true if the object had one before. */
function isSecond(level: Level, name: string): boolean {
  const isKnown = level.names?.has(name) === true;
  level.names?.add(name);
  level.at = name;
  // A note does not affect the order.
  return isKnown && !/^[_$]/u.test(name);
}

function describe(levels: readonly Level[], name: string): FieldError {
  const shown = name.slice(0, LONGEST_SHOWN).toWellFormed();
  return {
    pointer: levels.map(({ at }) => pointerStep(at)).join(''),
    code: 'field-twice',
    detail: `${shown} is there twice in one object, and only one of them could count`,
    fix: `Keep one ${shown}, remove the other.`,
  };
}

function nameOf(quoted: string): string {
  return quoted.includes('\\') ? (JSON.parse(quoted) as string) : quoted.slice(1, -1);
}

/** Whether the string that ends here is the name of a field. */
function isName(text: string, end: number): boolean {
  let next = end + 1;
  while (text.charCodeAt(next) <= 0x20) next += 1;
  return text[next] === ':';
}
