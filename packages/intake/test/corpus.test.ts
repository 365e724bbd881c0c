import { describe, expect, test } from 'vitest';
import { outcomeOf, type Case } from './corpus/case.ts';
import { ENCODINGS } from './corpus/encodings.ts';
import { MENDED_JSON } from './corpus/mended-json.ts';
import { SCRIPTS } from './corpus/scripts.ts';
import { SHAPES } from './corpus/shapes.ts';
import { SPREADSHEETS } from './corpus/spreadsheets.ts';
import { TABLES } from './corpus/tables.ts';
import { TOOLS } from './corpus/tools.ts';

describe.each<[kind: string, cases: Case[]]>([
  ['in any encoding', ENCODINGS],
  ['as almost-JSON', MENDED_JSON],
  ['in a shape of its own', SHAPES],
  ['of another tool', TOOLS],
  ['with a table', TABLES],
  ['that is a workbook', SPREADSHEETS],
  ['with a screenplay', SCRIPTS],
])('a file %s', (_, cases) => {
  test.each(cases.map((one) => [one.name, one] as const))(
    '%s',
    async (_name, { source, shots, notes = [], problem }) => {
      const outcome = await outcomeOf(await source());
      if (problem === undefined) {
        expect(outcome).toEqual({ shots, notes: [...notes].toSorted(), problems: [] });
        return;
      }
      const [code, ...words] = problem;
      const [first = ''] = outcome.problems;
      expect(first).toMatch(new RegExp(`^${code} `, 'u'));
      for (const word of words) expect(outcome.problems.join('\n')).toContain(word);
    },
  );
});
