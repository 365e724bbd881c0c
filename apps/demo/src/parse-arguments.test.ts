import { expect, test } from 'vitest';
import { parseArguments } from './parse-arguments.ts';

test('runs the plain demo without arguments', () => {
  expect(parseArguments([])).toEqual({ faults: false, keep: false, help: false, files: [] });
});

test('accepts all flags, files and a leading `--`', () => {
  const argv = [
    '--',
    '--faults',
    '--keep',
    '--lang',
    'en',
    '--output',
    'runs',
    '--file',
    'a.json',
    '--file',
    'b.json',
  ];
  expect(parseArguments(argv)).toEqual({
    faults: true,
    keep: true,
    help: false,
    language: 'en',
    output: 'runs',
    files: ['a.json', 'b.json'],
  });
});

test('rejects unknown arguments', () => {
  expect(() => parseArguments(['--fault'])).toThrow(/--fault/);
  expect(() => parseArguments(['--lang', 'fr'])).toThrow(/zh \| en/);
});
