import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { linesOf } from './lines-of.ts';
import { openJournal } from './open-journal.ts';
import { readJournals } from './read-journals.ts';

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'cineflow-journal-'));
});
afterAll(() => rm(directory, { recursive: true }));

async function readLines(path: string): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of linesOf(path)) lines.push(line);
  return lines;
}

test('lines are whole wherever a chunk ends, and only a line feed ends one', async () => {
  const path = join(directory, 'lines');
  const lines = ['a\u2028b', '', '雨'.repeat(1_200_000), 'last, without an end'];
  await writeFile(path, lines.join('\n'));
  expect(await readLines(path)).toEqual(lines);
});

test("a file that is not there is the reader's to judge", async () => {
  await expect(readLines(join(directory, 'none'))).rejects.toThrow('ENOENT');
});

test('a journal that cannot be read is named, and not taken for an empty one', async () => {
  const folder = join(directory, 'unreadable');
  await mkdir(join(folder, 'worker.journal'), { recursive: true });
  await expect(readJournals(folder)).rejects.toThrow(/worker\.journal cannot be read: EISDIR/);
});

test('a journal whose folder was removed goes on in a new one', async () => {
  const own = join(directory, 'own');
  const journal = openJournal(own, 'worker');
  await journal.append({ kind: 'published', id: 'lost' });
  await rm(own, { recursive: true });
  const isBack = async () => {
    await journal.append({ kind: 'published', id: 'kept' });
    return readdir(own).catch(() => []);
  };
  await expect.poll(isBack, { timeout: 10_000 }).toEqual(['worker.journal']);
  await journal.close();
  expect((await readJournals(own)).entries).toContainEqual({ kind: 'published', id: 'kept' });
});
