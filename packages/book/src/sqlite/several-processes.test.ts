import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { eventually, makeTempDirectory, type RunningProcess, startProcess } from '@cineflow/testkit';
import { expect, test } from 'vitest';
import { openTestBook } from './test-book/open-test-book.ts';

const CHILD = fileURLToPath(new URL('./test-book/child.ts', import.meta.url));

function startChild(ready: string, ...args: string[]): Promise<RunningProcess> {
  return startProcess({
    name: 'child',
    command: process.execPath,
    args: [CHILD, ...args],
    ready: { line: (line) => line.startsWith(ready) },
  });
}

test('four processes claim 500 keys once each', async () => {
  await using folder = await makeTempDirectory('book');
  const path = `${folder.path}/book.db`;
  const labels = ['a', 'b', 'c', 'd'];
  const children = await Promise.all(labels.map((label) => startChild('won', path, 'race', label)));
  const won = children.map(({ readyLine }) => Number(readyLine.split(' ')[1]));
  expect(won.reduce((sum, one) => sum + one)).toBe(500);
  await using book = await openTestBook(path);
  const rows = (await book.read('list')) as { owner: string }[];
  expect(labels.map((label) => rows.filter(({ owner }) => owner === label).length)).toEqual(won);
});

test('a kill loses no commit and damages nothing', async () => {
  await using folder = await makeTempDirectory('book');
  const path = `${folder.path}/book.db`;
  await using child = await startChild('kept 200', path, 'count', 'c');
  await child.kill('SIGKILL');
  const kept = child.lines().filter((line) => /^kept \d+$/.test(line)).length;
  await using book = await openTestBook(path);
  const found = Number(await book.read('count'));
  expect(found).toBeGreaterThanOrEqual(kept);
  expect(found).toBeLessThanOrEqual(kept + 1);
  await expect(book.write('put', { key: 'after', owner: 'me' })).resolves.toBeUndefined();
});

test('a frozen writer is named; work resumes when it thaws', async () => {
  await using folder = await makeTempDirectory('book');
  const path = `${folder.path}/book.db`;
  const marker = `${folder.path}/go`;
  await using book = await openTestBook(path);
  await using child = await startChild('holding', path, 'lock', 'worker-7', marker);
  await child.kill('SIGSTOP');
  const startedAt = performance.now();
  const refusals = await Promise.allSettled(['x', 'y'].map((key) => book.write('put', { key, owner: 'me' })));
  const named = expect.stringContaining(`worker-7 (process ${child.pid} on`);
  const refusal = { status: 'rejected', reason: { kind: 'away', message: named } };
  expect(refusals).toMatchObject([refusal, refusal]);
  expect(performance.now() - startedAt).toBeLessThan(7000);
  expect(await book.driver.health()).toMatchObject({
    ok: false,
    reason: expect.stringContaining('worker-7'),
  });
  // Readers do not wait for the lock.
  expect(await book.read('count')).toBe(0);
  await expect(openTestBook(path)).rejects.toMatchObject({
    kind: 'away',
    message: expect.stringContaining('worker-7'),
  });

  await writeFile(marker, '');
  await child.kill('SIGCONT');
  await eventually(() => child.lines().includes('committed'));
  // A process that is not ready receives no requests, so nothing else triggers a check.
  const asked = performance.now();
  await eventually(async () => (await book.driver.health()).ok);
  expect(performance.now() - asked).toBeLessThan(5000);
  await book.write('put', { key: 'x', owner: 'me' });
  expect(await book.read('count')).toBe(2);
});

test('killing a frozen writer frees the lock and rolls back', async () => {
  await using folder = await makeTempDirectory('book');
  const path = `${folder.path}/book.db`;
  await using book = await openTestBook(path);
  await using child = await startChild('holding', path, 'lock', 'worker-7', `${folder.path}/never`);
  await child.kill('SIGSTOP');
  const waiting = book.write('put', { key: 'x', owner: 'me' });
  await child.kill('SIGKILL');
  await waiting;
  expect(await book.read('list')).toEqual([{ key: 'x', owner: 'me' }]);
});
