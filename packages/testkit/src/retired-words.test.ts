import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const root = new URL('../../../', import.meta.url);

/** Words that had several meanings, or a second name for one, and what is said now; see docs/glossary.md. */
const RETIRED = {
  film: 'clip: film is the final cut',
  doorbell: 'wake',
  bell: 'wake',
  bells: 'wakes',
  pump: 'admit',
  ring: 'fair queue',
  doubt: 'unconfirmed, or suspect',
  barrier: 'recovering',
  hold: 'throttle, lease, block or pause',
  duty: 'leader',
  beat: 'heartbeat',
  deaf: 'stalled',
  ledger: 'book',
  scout: 'early poll',
  blow: 'fault',
  blows: 'faults',
  weather: 'fault profile',
} as const;

/** Places that speak of what users or vendors call so: words of documents, addresses, this list. */
const ALLOWED = [
  /^packages\/core\/src\/storyboard\/read\//,
  /^packages\/providers\/.*(__fixtures__|\.test\.ts$)/,
  /^packages\/testkit\/src\/retired-words\.test\.ts$/,
];

const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
  cwd: root,
  encoding: 'utf8',
})
  .split('\n')
  .filter((path) => /\.(ts|lua|sql)$/.test(path) && !ALLOWED.some((place) => place.test(path)));

test('no file name has a retired word', () => {
  expect(files.flatMap((path) => wordsOf(path).map((word) => `${path}: ${word}`))).toEqual([]);
});

test('no identifier has a retired word', () => {
  expect(files.length).toBeGreaterThan(500);
  expect(files.flatMap((path) => findIn(path))).toEqual([]);
});

function findIn(path: string): string[] {
  const source = read(path);
  const code = source.replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*|--.*|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`/g, '');
  const names = new Set(code.match(/[A-Za-z_$][\w$]*/g));
  return [...names].flatMap((name) => wordsOf(name).map((word) => `${path}: ${name}: ${word}`));
}

/** A file that was deleted and is not committed yet is still listed. */
function read(path: string): string {
  try {
    return readFileSync(new URL(path, root), 'utf8');
  } catch {
    return '';
  }
}

function wordsOf(name: string): string[] {
  const parts = name
    .replaceAll(/([a-z\d])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z]+/);
  return Object.entries(RETIRED).flatMap(([word, now]) =>
    parts.includes(word) ? [`${word}, say ${now}`] : [],
  );
}
