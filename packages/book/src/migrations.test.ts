import { writeFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { makeTempDirectory } from '@cineflow/testkit';
import { describe, expect, test } from 'vitest';
import { planMigration, readMigrations, statementsOf } from './migrations.ts';

const TEXT = `-- A comment; it ends so;
create table a (
  x bigint, -- of a column; too
  y text default ';'
) /*sqlite: strict, without rowid */;
/* sqlite:
create index only_here on a (y);
*/
create index b on a (x); -- after the end
`;

describe('statementsOf', () => {
  test('runs sqlite comments on SQLite', () => {
    expect(statementsOf(TEXT, 'sqlite')).toEqual([
      expect.stringMatching(/^create table a[\s\S]*\)\s+strict, without rowid$/),
      'create index only_here on a (y)',
      'create index b on a (x)',
    ]);
  });

  test('ignores them on PostgreSQL', () => {
    const statements = statementsOf(TEXT, 'postgres');
    expect(statements).toHaveLength(2);
    expect(statements.join('\n')).not.toMatch(/strict|only_here|sqlite/);
  });
});

describe('readMigrations', () => {
  test('reads files in order and keeps the last oldest reader', async () => {
    await using folder = await makeTempDirectory('migrations');
    await writeFile(`${folder.path}/002-b.sql`, '-- oldest reader: 2\ncreate table b (x bigint);\n');
    await writeFile(`${folder.path}/001-a.sql`, 'create table a (x bigint);\n');
    await writeFile(`${folder.path}/003-c.sql`, 'create table c (x bigint);\n');
    const found = await readMigrations('sqlite', pathToFileURL(`${folder.path}/`));
    expect(found.map(({ version, oldestReader }) => [version, oldestReader])).toEqual([
      [1, 1],
      [2, 2],
      [3, 2],
    ]);
  });

  test('rejects a gap', async () => {
    await using folder = await makeTempDirectory('migrations');
    await writeFile(`${folder.path}/002-b.sql`, 'create table b (x bigint);\n');
    await expect(readMigrations('sqlite', pathToFileURL(`${folder.path}/`))).rejects.toThrow(/migration 1/);
  });

  test('reads the real schema', async () => {
    expect((await readMigrations('postgres')).length).toBeGreaterThan(0);
  });
});

describe('planMigration', () => {
  const ours = [1, 2, 3].map((version) => ({ version, name: '', oldestReader: 1, statements: [] }));
  const planned = (version: number, oldestReader: number) => planMigration({ version, oldestReader }, ours);

  test('runs missing migrations', () => {
    expect(planMigration(undefined, ours)).toMatchObject({
      verdict: 'run',
      migrations: ours,
      found: { version: 3 },
    });
    expect(planned(2, 1)).toMatchObject({
      verdict: 'run',
      migrations: [{ version: 3 }],
      found: { version: 3 },
    });
    expect(planned(3, 1)).toMatchObject({ verdict: 'run', migrations: [] });
  });

  test('accepts a newer schema that allows older readers', () => {
    expect(planned(9, 3)).toEqual({ verdict: 'run', migrations: [], found: { version: 9, oldestReader: 3 } });
  });

  test('rejects a newer schema that does not', () => {
    expect(planned(9, 4)).toMatchObject({
      verdict: 'refused',
      reason: expect.stringMatching(/newer version/),
    });
  });
});
