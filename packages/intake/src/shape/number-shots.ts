import { isAbsent, OTHER_NAMES, plainName, type JsonRecord } from '@cineflow/core';
import type { Findings } from '../findings.ts';
import type { Entry } from './find-shots.ts';

const NAMES = ['segment_index', ...OTHER_NAMES.segment_index].map(plainName);
const DIGITS = /^(?:(?:shot|scene|镜头|镜|分镜|第)\s*[-_.#]?\s*)?0*(\d{1,6})\s*(?:镜|号|场)?$/iu;

/**
 * A number for each shot, of the first field that has one for all of them, each once. Else by position. `name` is the
 * field that was read; shots that have their own number keep it.
 */
export function numberShots(
  entries: readonly Entry[],
  findings: Findings,
): { numbers: number[]; name: string | null } {
  const names = [...new Set(entries.flatMap(({ shot }) => Object.keys(shot)))]
    .filter((name) => NAMES.includes(plainName(name)))
    .toSorted((one, other) => NAMES.indexOf(plainName(one)) - NAMES.indexOf(plainName(other)));
  for (const name of names) {
    const numbers = entries.map(({ shot }) => numberIn(shot[name]));
    const isComplete = numbers.every((number) => number !== null && number >= 1);
    if (!isComplete || new Set(numbers).size !== numbers.length) continue;
    tell(name, entries, numbers as number[], findings);
    return { numbers: numbers as number[], name };
  }
  const [first] = names;
  const why =
    first === undefined ? 'no field numbers them' : `${first} does not give each one a number of its own`;
  findings.note({
    code: 'shots-numbered',
    detail: `the shots are numbered by their order: ${why}`,
    pointer: entries[0]?.pointer ?? '',
    ...(first === undefined ? {} : { asked: entries[0]?.shot[first] }),
    used: 1,
  });
  return { numbers: entries.map((_, at) => at + 1), name: null };
}

function tell(name: string, entries: readonly Entry[], numbers: readonly number[], findings: Findings): void {
  const [first] = entries;
  const isOwn = name === 'segment_index' && entries.every(({ shot }) => typeof shot[name] === 'number');
  if (first === undefined || isOwn) return;
  const detail =
    name === 'segment_index'
      ? 'segment_index is text and is read as a number'
      : `${name} is read as segment_index`;
  for (const { pointer } of entries)
    findings.note({
      code: 'field-understood',
      key: `number ${name}`,
      detail,
      pointer: `${pointer}/${name}`,
      asked: first.shot[name],
      used: numbers[0],
    });
}

function numberIn(value: unknown): number | null {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? value : null;
  if (typeof value !== 'string') return null;
  const digits = DIGITS.exec(value.normalize('NFKC').trim())?.[1];
  return digits === undefined ? null : Number(digits);
}

/** Whether any shot says its number itself. */
export function hasOwnNumbers(entries: readonly { shot: JsonRecord }[]): boolean {
  return entries.some(({ shot }) => !isAbsent(shot.segment_index));
}
