import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

const root = new URL('../../../', import.meta.url);
const LONGEST = 20;

/** A block comment, lines of comments in a row, or the end of a line. */
const COMMENT = /^[ \t]*\/\*[^]*?\*\/|(?:^[ \t]*\/\/.*\n)+|(?<=[;,{)\]] )\/\/ .*/gm;
/** The same in Lua and SQL. */
const DASHES = /(?:^[ \t]*--.*\n)+|(?<=\S )-- .*/gm;
const MARKS = /^[ \t]*(?:\/\*+|\*\/|\*|\/\/|--)[ \t]?|\s*\*\/$/gm;

/** What begins a row of a table, such as `args.count  how many`. */
const KEY = / *(?:\S+(?: \S+)? {2,})+/;
/** A full stop, a dot between items, an empty line, a tag, or the next row of a table. */
const END = RegExp(
  String.raw`(?<=[.!?]['")\`]?)\s+|\s+·\s+|\n\s*\n|\s+(?=@\w)|\n(?=${KEY.source}|KEYS|ARGV|args|Reply|Returns)`,
);
/** Names in a row, such as the fields of a hash: together they are one word. */
const NAMES = /(?:[\w:<>]+, ){3,}/g;

const files = execFileSync(
  'git',
  ['ls-files', '--cached', '--others', '--exclude-standard', 'apps', 'packages'],
  { cwd: root, encoding: 'utf8' },
)
  .split('\n')
  .filter((path) => /\.(ts|lua|sql)$/.test(path) && existsSync(new URL(path, root)));

describe('comments', () => {
  test(`have sentences of at most ${LONGEST} words`, () => {
    expect(files.length).toBeGreaterThan(500);
    const textOf = (path: string) => readFileSync(new URL(path, root), 'utf8');
    expect(files.flatMap((path) => longIn(path, textOf(path)).map((long) => `${path}: ${long}`))).toEqual([]);
  });

  test('are found in each language, wherever they stand', () => {
    const short = 'word '.repeat(LONGEST).trim();
    const long = `one ${short}`;
    expect(longIn('a.ts', `/**\n * ${short}.\n * ${long}.\n */\n// ${long}\n`)).toEqual([`${long}.`, long]);
    expect(longIn('a.ts', `  go(); // ${long}\n// ${short}\n// ${short}\n`)).toHaveLength(2);
    expect(longIn('a.ts', `// ${short}.\n// ${short} · ${short}\nsay('// ${long}');\n`)).toEqual([]);
    expect(longIn('a.lua', `-- a:b  set  ${short}\n-- args.c  ${short}\n--\n-- ${long}\n`)).toEqual([long]);
    expect(longIn('a.sql', `select 1; -- ${long}`)).toEqual([long]);
  });
});

function longIn(path: string, text: string): string[] {
  const comments = text.match(path.endsWith('.ts') ? COMMENT : DASHES) ?? [];
  return comments
    .flatMap((comment) => comment.replaceAll(MARKS, '').split(END))
    .map((sentence) => sentence.replace(RegExp(`^${KEY.source}`), '').replaceAll(/\s+/g, ' '))
    .map((sentence) => sentence.trim())
    .filter((sentence) => sentence.replaceAll(NAMES, '').split(/ (?=\S*[\p{L}\p{N}])/u).length > LONGEST);
}
