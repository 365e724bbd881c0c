import { fileURLToPath } from 'node:url';
import { makeTempDirectory } from '@cineflow/testkit';
import { describe, expect, test } from 'vitest';
import { readMigrations } from '../migrations.ts';
import { type Connection, openConnection } from './connection.ts';
import type { Answer, Call, Procedures } from './messages.ts';
import { runGroup } from './run-group.ts';
import { procedures } from './test-book/registry.ts';

const SCHEMA = new URL('./test-book/schema/', import.meta.url);
const REGISTRY = procedures as unknown as Procedures;

/** Runs calls on a temporary file; `exec` can inject failures of SQLite. */
async function runCalls(calls: Omit<Call, 'id'>[], failing?: (text: string) => void) {
  await using folder = await makeTempDirectory('book');
  const options = {
    path: `${folder.path}/book.db`,
    registry: '',
    schema: fileURLToPath(SCHEMA),
    label: 'test',
  };
  const migrations = await readMigrations('sqlite', SCHEMA);
  const real = openConnection({ ...options, role: 'writer', isChecked: true }, migrations);
  const sent: string[] = [];
  const exec = (text: string): void => {
    failing?.(text);
    sent.push(text);
    real.exec(text);
  };
  const connection: Connection = { ...real, exec };
  const queue = calls.map((call, id) => ({ id, ...call }));
  const answers: Answer[] = [];
  while (queue.length > 0) answers.push(...runGroup(connection, REGISTRY, queue));
  const kept = real.run({ text: 'select key from keys order by key', values: [] }).map(({ key }) => key);
  real.close();
  return { answers, sent, kept };
}

const put = (key: string) => ({ name: 'put', args: { key, owner: 'me' } });

function failCommit(errcode: number): (text: string) => void {
  return (text) => {
    if (text === 'commit') throw Object.assign(new Error('no'), { errcode });
  };
}

describe('runGroup', () => {
  test('commits all waiting calls in one transaction', async () => {
    const { answers, sent, kept } = await runCalls([put('a'), put('b'), put('c')]);
    expect(answers).toEqual([0, 1, 2].map((id) => ({ id, reply: undefined })));
    expect(sent.filter((text) => text === 'commit')).toHaveLength(1);
    expect(kept).toEqual(['a', 'b', 'c']);
  });

  test('rolls back only the failing call', async () => {
    const { answers, sent, kept } = await runCalls([
      put('a'),
      { ...put('b'), name: 'fail' },
      put('a'),
      put('d'),
    ]);
    expect(answers).toMatchObject([
      { reply: undefined },
      { trouble: { kind: 'bug', message: 'a bug' } },
      { trouble: { kind: 'bug', message: expect.stringContaining('UNIQUE') } },
      { reply: undefined },
    ]);
    // One transaction, unless a busy machine exceeded the time limit of a group.
    expect(sent.filter((text) => text === 'commit').length).toBeLessThanOrEqual(2);
    expect(kept).toEqual(['a', 'd']);
  });

  test('limits the calls per transaction', async () => {
    const { sent, kept } = await runCalls(Array.from({ length: 130 }, (_, n) => put(String(n))));
    expect(sent.filter((text) => text === 'commit').length).toBeGreaterThanOrEqual(3);
    expect(kept).toHaveLength(130);
  });

  test.each([
    ['unknown', 'the log may not have reached the disk', 1034],
    ['away', 'there was no room', 13],
  ])('says %s to all when the commit fails and %s', async (kind, _why, errcode) => {
    const { answers, kept } = await runCalls([put('a'), put('b')], failCommit(errcode));
    expect(answers).toMatchObject([{ trouble: { kind } }, { trouble: { kind } }]);
    expect(kept).toEqual([]);
  });

  test('fails all calls when SQLite rolls back', async () => {
    const calls = [
      put('a'),
      { name: 'sql', args: { text: `insert or rollback into keys values ('a', 'x')` } },
    ];
    const { answers, kept } = await runCalls(calls);
    expect(answers.map((answer) => 'trouble' in answer)).toEqual([true, true]);
    expect(kept).toEqual([]);
  });
});
