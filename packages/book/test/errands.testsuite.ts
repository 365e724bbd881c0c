import { takeIdOf } from '@cineflow/core';
import { expect } from 'vitest';
import type { Book } from '../src/book.ts';
import { AT_ONCE } from '../src/procedures/errand.ts';
import { retryParts, type Retryable } from '../src/procedures/retry.ts';
import {
  begin,
  type Cases,
  detail,
  finish,
  type Harness,
  order,
  plan,
  send,
  statesOf,
  takeOf,
} from './harness.ts';

const MANY = AT_ONCE + 30;

/** A storyboard whose takes are all cancelled. */
async function cancelled(book: Book, id: string, takes = 3): Promise<string[]> {
  const takeIds = await order(book, { id, takes });
  for (let start = 0; start < takes; start += AT_ONCE) {
    await book.takes.cancel({ takeIds: takeIds.slice(start, start + AT_ONCE), detail });
  }
  return takeIds;
}

/** The decision alone, as a process leaves it that dies right after it. */
const decide = async (harness: Harness, takeIds: string[], id = 'errand') =>
  decideOn(harness, await found(harness, takeIds), id);

const found = ({ driver }: Harness, takeIds: string[]) => driver.read('takes.retryable', { takeIds });

const decideOn = ({ driver }: Harness, takes: unknown, id = 'errand') =>
  driver.write('takes.orderRetry', {
    id,
    parts: retryParts(takes as Retryable[]),
    detail: { by: 'a person' },
  });

async function carryOn({ takes }: Book): Promise<string[]> {
  const moved: string[] = [];
  for (;;) {
    const part = await takes.carryOn({});
    moved.push(...part.moved.map(({ takeId }) => takeId));
    if (part.isDone) return moved.toSorted();
  }
}

const generationsOf = async (book: Book, takeIds: string[]) =>
  (await book.takes.readMany({ takeIds })).map(({ generation }) => generation);

/** One take makes a content and all others of the storyboard wait for it. */
async function shared(
  book: Book,
  id: string,
  followers = MANY,
): Promise<{ maker: string; others: string[] }> {
  const contents = Array.from({ length: followers + 1 }, () => `shared by ${id}`);
  const storyboard = plan({ id, contents });
  await book.storyboards.accept({ storyboard });
  const [maker = '', ...others] = storyboard.takes.map((take) => takeIdOf(id, take));
  await send(book, maker, `attempt of ${id}`, `operation of ${id}`);
  for (const takeId of others) expect((await begin(book, takeId, 'none')).verdict).toBe('follow');
  return { maker, others };
}

const waiting = async (book: Book, id: string) =>
  (await book.storyboards.takes({ id })).filter(({ follows }) => follows !== undefined).length;

const failure = { reason: 'provider-failed', message: 'no' } as const;

/** Decisions about more takes than one transaction moves are made at once and survive their process. */
export const errandCases: Cases = {
  'a retry of many takes queues each once': async ({ book }) => {
    const takeIds = await cancelled(book, 's', MANY);
    const { verdict, moved } = await book.takes.retry({ takeIds, detail });
    expect(verdict).toBe('retried');
    expect(moved.map(({ takeId }) => takeId).toSorted()).toEqual(takeIds.toSorted());
    expect(await book.storyboards.read({ id: 's' })).toMatchObject({ counts: { queued: MANY } });
    expect(new Set(await generationsOf(book, takeIds))).toEqual(new Set([2]));
    expect(await carryOn(book)).toEqual([]);
    const [events = []] = await book.takes.timelines({ takeIds: takeIds.slice(-1) });
    expect(events.map(({ event }) => event)).toEqual(['cancel', 'retry']);
  },

  'many takes are retried all or none': async ({ book }) => {
    const takeIds = await cancelled(book, 's', MANY);
    await book.takes.retry({ takeIds: takeIds.slice(-1), detail });
    expect(await book.takes.retry({ takeIds, detail })).toMatchObject({ verdict: 'stale', state: 'queued' });
    expect(await book.takes.retry({ takeIds: [...takeIds, 'none'], detail })).toMatchObject({
      verdict: 'stale',
    });
    expect(await carryOn(book)).toEqual([]);
    expect(await book.storyboards.read({ id: 's' })).toMatchObject({ counts: { cancelled: MANY - 1 } });
  },

  'another process ends what the one left that decided it': async (harness) => {
    const { book } = harness;
    const takeIds = await cancelled(book, 's');
    expect(await decide(harness, takeIds)).toMatchObject({ verdict: 'retried' });
    // The commit whose answer was lost is repeated.
    expect(await decide(harness, takeIds)).toMatchObject({ verdict: 'retried' });
    expect(await statesOf(book, takeIds)).toEqual(['cancelled', 'cancelled', 'cancelled']);
    expect(await carryOn(book)).toEqual(takeIds);
    expect(await generationsOf(book, takeIds)).toEqual([2, 2, 2]);
  },

  'a retry applies only to the generation it meant': async (harness) => {
    const { book } = harness;
    const takeIds = await cancelled(book, 's');
    const [one = '', two = ''] = takeIds;
    await decide(harness, takeIds);
    await decide(harness, takeIds, 'a second request');
    await book.takes.retry({ takeIds: [one], detail });
    await book.takes.cancel({ takeIds: [one], detail });
    await book.takes.accept({ takeId: two, operationId: 'a late fact', detail });
    await carryOn(book);
    expect(await statesOf(book, takeIds)).toEqual(['cancelled', 'rendering', 'queued']);
    expect((await generationsOf(book, takeIds)).toSorted((a, b) => a - b)).toEqual([1, 2, 2]);
  },

  'what is cancelled meanwhile is not queued': async (harness) => {
    const { book } = harness;
    const takeIds = await cancelled(book, 's');
    await decide(harness, takeIds);
    await book.takes.dropRetries({ id: 's', takeIds: takeIds.slice(0, 1) });
    expect(await carryOn(book)).toEqual(takeIds.slice(1));
    await book.takes.cancel({ takeIds, detail });
    await decide(harness, takeIds);
    await book.takes.dropRetries({ id: 's' });
    expect(await carryOn(book)).toEqual([]);
    expect(await statesOf(book, takeIds)).toEqual(['cancelled', 'cancelled', 'cancelled']);
  },

  'a storyboard with takes that are about to be queued is open': async (harness) => {
    const { book } = harness;
    const takeIds = await cancelled(book, 's');
    await decide(harness, takeIds);
    expect(await book.storyboards.remove({ id: 's' })).toEqual({ verdict: 'open' });
    await book.takes.dropRetries({ id: 's' });
    const takes = await found(harness, takeIds);
    expect(await book.storyboards.remove({ id: 's' })).toEqual({ verdict: 'removed' });
    expect(await decideOn(harness, takes)).toMatchObject({ verdict: 'stale', takeId: takeIds[0] });
    expect(await found(harness, takeIds)).toEqual([]);
  },

  'many that wait for a clip get it part by part': async ({ book }) => {
    const { maker, others } = await shared(book, 's');
    const { moved } = await finish(book, maker, 'operation of s');
    expect(moved.length).toBeLessThanOrEqual(AT_ONCE + 1);
    expect(await waiting(book, 's')).toBe(others.length - moved.length + 1);
    await carryOn(book);
    expect(await waiting(book, 's')).toBe(0);
    expect(await begin(book, others.at(-1) ?? '', 'none')).toMatchObject({ verdict: 'reuse' });
  },

  'many that wait for a failed take fail part by part': async ({ book }) => {
    const { maker, others } = await shared(book, 's');
    await book.takes.end({ takeId: maker, event: 'fail', operationId: 'operation of s', failure, detail });
    expect(await waiting(book, 's')).toBe(MANY - AT_ONCE);
    await carryOn(book);
    expect(new Set(await statesOf(book, others))).toEqual(new Set(['failed']));
  },

  'followers of a retried take do not fail with it': async ({ book }) => {
    const { maker } = await shared(book, 's');
    await book.takes.end({ takeId: maker, event: 'fail', operationId: 'operation of s', failure, detail });
    await book.takes.retry({ takeIds: [maker], detail });
    await carryOn(book);
    const { counts } = (await book.storyboards.read({ id: 's' })) ?? {};
    expect(counts).toMatchObject({ failed: AT_ONCE, queued: MANY - AT_ONCE + 1 });
    expect(await book.takes.read({ takeId: takeOf('s', MANY) })).not.toHaveProperty('follows');
  },
};
