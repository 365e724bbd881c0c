import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectRedis } from '@cineflow/testkit';
import type { Redis } from 'ioredis';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest';
import { createStage, type Stage } from '../../test/stage.ts';
import { archiveJournals } from './archive-journals.ts';
import type { JournalEntry } from './journal-entry.ts';
import { toLine } from './journal-line.ts';
import { readJournals } from './read-journals.ts';
import { summarizeJournals } from './summarize-journals.ts';

const HOUR_MS = 3_600_000;
const LONG_AGO = Date.now() - 40 * 24 * HOUR_MS;
let redis: Redis & AsyncDisposable;
let directory: string;
let stage: Stage;
beforeAll(async () => {
  redis = connectRedis(inject('redisUrl'));
  directory = await mkdtemp(join(tmpdir(), 'cineflow-archive-'));
});
afterAll(async () => {
  await redis[Symbol.asyncDispose]();
  await rm(directory, { recursive: true, force: true });
});
beforeEach(async () => {
  stage = await createStage(redis, { maximum: 50 });
  await rm(directory, { recursive: true });
  directory = await mkdtemp(join(tmpdir(), 'cineflow-archive-'));
});

/** A journal that was last written so many hours ago. */
async function leave(name: string, entries: readonly JournalEntry[], hoursAgo: number): Promise<void> {
  const path = join(directory, `${name}.journal`);
  await writeFile(path, entries.map((entry) => toLine(entry)).join(''));
  const at = new Date(Date.now() - hoursAgo * HOUR_MS);
  await utimes(path, at, at);
}

async function letDayPass(): Promise<void> {
  const yesterday = new Date(Date.now() - 25 * HOUR_MS);
  for (const name of await readdir(directory)) await utimes(join(directory, name), yesterday, yesterday);
}

/** What an API and a worker write about a storyboard of one take. */
const entriesOf = (id: string): JournalEntry[] => {
  const of = { at: LONG_AGO, provider: 'sora-hk', take: `${id}-1-1`, attempt: 1 };
  const order = { segmentIndex: 1, take: 1, fingerprint: id, order: {} as never };
  const storyboard = { id, name: id, provider: 'sora-hk', model: 'm', takes: [order] } as never;
  return [
    { kind: 'storyboard', at: of.at, storyboard },
    { kind: 'published', id },
    { kind: 'intent', ...of, holder: id },
    { kind: 'accepted', ...of, operationId: `op-${id}` },
  ];
};

const archive = (before = Date.now() + 1000) => archiveJournals(stage.ledger, directory, before);
const summary = async () => summarizeJournals((await readJournals(directory)).entries);
const ids = async () => (await summary()).storyboards.map(({ storyboard }) => storyboard.id).toSorted();

async function complete(id: string, more = {}): Promise<void> {
  await stage.post(id, 1, { priceCents: 6, ...more });
  await stage.start(`${id}-1-1`);
  await stage.finish(`${id}-1-1`);
}

describe('an archive', () => {
  test('keeps all of an open storyboard, and one line of one that has been final for long', async () => {
    await complete('done', { spender: 'studio-a' });
    await stage.post('open', 1);
    await leave('a', [...entriesOf('done'), ...entriesOf('open')], 50);
    expect(await archive()).toEqual({ files: 1, kept: 5, leftOut: 3 });
    expect(await ids()).toEqual(['open']);
    expect((await summary()).archived).toEqual([
      { kind: 'archived', id: 'done', cents: 6, spender: 'studio-a' },
    ]);
    expect((await summary()).takes.map(({ take }) => take)).toEqual(['open-1-1']);
    // It is looked through again after a day, not before.
    expect(await archive()).toBeNull();
    await letDayPass();
    expect(await archive()).toEqual({ files: 1, kept: 5, leftOut: 0 });
  });

  test('keeps a storyboard that is final since a short time, whole', async () => {
    await complete('done');
    await leave('a', entriesOf('done'), 50);
    await leave('b', [], 50);
    expect(await archive(Date.now() - HOUR_MS)).toMatchObject({ files: 2, leftOut: 0 });
    expect(await ids()).toEqual(['done']);
  });

  test('touches no file that may still be written', async () => {
    await complete('done');
    await leave('a', entriesOf('done'), 47);
    expect(await archive()).toBeNull();
    expect(await readdir(directory)).toEqual(['a.journal']);
  });

  test('is not made while the ledger may have lost something, nor where it loses it meanwhile', async () => {
    await complete('done');
    await leave('a', entriesOf('done'), 50);
    let looks = 0;
    const lossy = {
      ...stage.ledger,
      epoch: async () => {
        looks += 1;
        return looks === 1 ? stage.ledger.epoch() : { ...(await stage.ledger.epoch()), id: 'another' };
      },
    };
    expect(await archiveJournals(lossy, directory, Date.now() + 1000)).toBeNull();
    await redis.del(`${stage.prefix}:epoch`);
    expect(await archive()).toBeNull();
    expect(await readdir(directory)).toEqual(['a.journal']);
  });

  test('leaves a draft nobody published alone until it is old', async () => {
    await leave('a', entriesOf('draft').slice(0, 1), 50);
    await archive(Date.now() - 50 * 24 * HOUR_MS);
    expect((await readJournals(directory)).entries).toHaveLength(1);
    await letDayPass();
    await archive();
    expect((await readJournals(directory)).entries).toEqual([]);
  });

  test('may be made by two at once, or be cut off, and nothing is lost', async () => {
    for (const id of ['one', 'two', 'three']) await stage.post(id, 1);
    await leave('a', entriesOf('one'), 50);
    await leave('b', entriesOf('two'), 50);
    await leave('archive-old', entriesOf('three'), 50);
    // As after a kill between the new file and the removal of the old ones.
    await leave('archive-cut-off', [...entriesOf('one'), ...entriesOf('two')], 0);
    await writeFile(join(directory, 'archive-torn.journal.new'), 'half a li');
    await Promise.all([archive(), archive(), archive()]);
    await archive();
    expect(await ids()).toEqual(['one', 'three', 'two']);
    expect(await readdir(directory)).toHaveLength(2);
    const { takes } = await summary();
    const found = new Map(takes.map(({ take, accepted: [fact] }) => [take, fact?.operationId]));
    expect(Object.fromEntries(found)).toEqual({
      'one-1-1': 'op-one',
      'two-1-1': 'op-two',
      'three-1-1': 'op-three',
    });
  });
});

test('what an archived storyboard cost is counted once after a loss, and never beside its record', async () => {
  const { ledger } = stage;
  await complete('known', { spender: 'studio-a' });
  await ledger.restoreSpent({ id: 'known', spender: 'studio-a', cents: 6 });
  expect(await ledger.spendingOf('studio-a')).toMatchObject({ spentCents: 6 });
  await ledger.restoreSpent({ id: 'gone', spender: 'studio-a', cents: 30 });
  await ledger.restoreSpent({ id: 'gone', spender: 'studio-a', cents: 30 });
  expect(await ledger.spendingOf('studio-a')).toMatchObject({ spentCents: 36 });
});
