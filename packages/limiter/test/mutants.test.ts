import { expect, test } from 'vitest';
import { laneText } from './model/compare.ts';
import { BREAKER_MUTANTS } from './mutants/breaker-mutants.ts';
import { LINE_MUTANTS } from './mutants/line-mutants.ts';

test.each([...LINE_MUTANTS, ...BREAKER_MUTANTS])('$file: “$what” stands exactly once', ({ file, from }) => {
  expect(laneText(file).split(from)).toHaveLength(2);
});
