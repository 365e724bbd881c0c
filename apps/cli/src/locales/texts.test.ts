import { describe, expect, test } from 'vitest';
import { COMMANDS, OPTIONS } from '../command-table.ts';
import { helpIn } from './help-in.ts';
import { textsIn } from './texts-in.ts';

/** Every text with its path; functions are given what they name. */
function flatten(part: unknown, path: string): [path: string, text: string][] {
  if (typeof part === 'string') return [[path, part]];
  if (typeof part === 'function') {
    const what = {
      name: 'N',
      id: 'I',
      word: 'W',
      kept: 1,
      takes: 2,
      reused: 1,
      toPay: 1,
      shots: 2,
      money: 'M',
    };
    // Those of one argument take a number, a text or an object.
    const first = /estimate|ended$/.test(path) && !path.includes('up.') ? what : 3;
    return [[path, String((part as (...values: unknown[]) => unknown)(first, 2, 'x'))]];
  }
  return Object.entries(part as object).flatMap(([key, value]) => flatten(value, `${path}.${key}`));
}

describe.each([
  ['texts', textsIn],
  ['help', helpIn],
])('the %s', (kind, of) => {
  const [zh, en] = [flatten(of('zh'), ''), flatten(of('en'), '')];

  test('have the same parts in both languages', () => {
    expect(zh.map(([path]) => path)).toEqual(en.map(([path]) => path));
  });

  test('have no Chinese in English, and nothing undefined', () => {
    const han = /\p{Script=Han}/u;
    expect(en.filter(([, text]) => han.test(text) || text.includes('undefined'))).toEqual([]);
  });

  test('are Chinese sentences, but for names and signs', () => {
    const latin = zh.filter(([, text]) => /[a-z]{3}/i.test(text) && !/\p{Script=Han}/u.test(text));
    expect(latin.map(([path]) => path)).toEqual(kind === 'texts' ? ['.doctor.node', '.up.redis'] : []);
  });
});

test('the help has each command and option', () => {
  const help = helpIn('zh');
  expect(COMMANDS.map(({ name }) => name).sort()).toEqual(Object.keys(help.commands).sort());
  expect(Object.keys(OPTIONS).sort()).toEqual(Object.keys(help.options).sort());
});
