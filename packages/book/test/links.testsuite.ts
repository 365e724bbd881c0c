import type { ChainPolicy } from '@cineflow/contracts';
import { takeIdOf, type PlannedRoute, type PlannedTake } from '@cineflow/core';
import { expect } from 'vitest';
import type { Book } from '../src/book.ts';
import { begin, type Cases, clipOf, detail, finish, plan, PROVIDER } from './harness.ts';

const REFUSED = { reason: 'content-policy' as const, message: 'No.' };

interface Chain {
  policy?: ChainPolicy;
  alone?: (take: PlannedTake) => PlannedRoute;
  takes?: number;
  contents?: string[];
}

/** Orders shots that each start from the last frame of the one before. */
async function orderChain(book: Book, id: string, chain: Chain = {}): Promise<string[]> {
  const { policy = 'stop', alone, takes = 3, contents } = chain;
  const storyboard = plan({ id, takes, ...(contents ? { contents } : {}) });
  const linked = storyboard.takes.map((take, index): PlannedTake => {
    if (index === 0) return take;
    const after = { segmentIndex: index - 1, policy, ...(alone ? { alone: alone(take) } : {}) };
    return { ...take, after };
  });
  await book.storyboards.accept({ storyboard: { ...storyboard, takes: linked } });
  return linked.map((take) => takeIdOf(id, take));
}

/** Begins a take, and breaks its link where the book asks for it. */
async function beginOrBreak(book: Book, takeId: string, attemptId: string) {
  const begun = await begin(book, takeId, attemptId);
  return begun.verdict === 'broken' ? book.takes.breakLink({ takeId }) : begun;
}

async function make(book: Book, takeId: string): Promise<string[]> {
  const [attemptId, operationId] = [`attempt of ${takeId}`, `operation of ${takeId}`];
  expect(await begin(book, takeId, attemptId)).toMatchObject({ verdict: 'go' });
  await book.takes.accept({ takeId, attemptId, operationId, detail });
  const { moved } = await finish(book, takeId, operationId, `clip of ${takeId}`);
  return moved.map((row) => `${row.takeId} ${row.isFollowing}`);
}

async function refuse(book: Book, takeId: string): Promise<string[]> {
  await begin(book, takeId, `refused ${takeId}`);
  const refusal = { event: 'refuse', attemptId: `refused ${takeId}`, failure: REFUSED, detail } as const;
  const { moved } = await book.takes.end({ takeId, ...refusal });
  return moved.map((row) => `${row.takeId} ${row.isFollowing}`);
}

/** A take that starts from the last frame of another one begins when that has a clip. */
export const linkCases: Cases = {
  'takes of a chain begin one after the other': async ({ book }) => {
    const [first = '', second = '', third = ''] = await orderChain(book, 's');
    expect(await book.takes.read({ takeId: third })).toMatchObject({ state: 'queued', follows: second });
    expect(await begin(book, second, 'early')).toMatchObject({
      verdict: 'follow',
      moved: [{ takeId: second, isFollowing: true }],
    });
    expect(await book.takes.source({ takeId: second })).toBeNull();
    expect((await make(book, first)).toSorted()).toEqual([`${first} false`, `${second} false`]);
    expect(await book.takes.source({ takeId: second })).toEqual({
      takeId: first,
      clip: clipOf(`clip of ${first}`),
    });
    expect(await begin(book, third, 'early')).toMatchObject({ verdict: 'follow' });
    expect((await make(book, second)).toSorted()).toEqual([`${second} false`, `${third} false`]);
    await make(book, third);
  },

  'a shot that is sent once more wakes nobody': async ({ book }) => {
    const [first = '', second = ''] = await orderChain(book, 's');
    await begin(book, first, 'a');
    const { moved } = await book.takes.requeue({ takeId: first, attemptId: 'a', by: 'holder', detail });
    expect(moved.map((row) => row.takeId)).toEqual([first]);
    expect(await book.takes.read({ takeId: second })).toMatchObject({ follows: first });
  },

  'a take freed by mistake follows again': async ({ book }) => {
    const [first = '', second = ''] = await orderChain(book, 's');
    await book.takes.cancel({ takeIds: [second], detail });
    await book.takes.retry({ takeIds: [second], detail });
    expect(await book.takes.read({ takeId: second })).not.toHaveProperty('follows');
    expect(await begin(book, second, 'again')).toMatchObject({ verdict: 'follow' });
    expect(await book.takes.read({ takeId: second })).toMatchObject({ follows: first });
  },

  'a chain whose clips are there is reused link by link': async ({ book }) => {
    const contents = ['one', 'two', 'three'];
    for (const take of await orderChain(book, 's', { contents })) await make(book, take);
    for (const takeId of await orderChain(book, 'again', { contents })) {
      const begun = await begin(book, takeId, `no permit ${takeId}`, { epoch: null });
      expect(begun).toMatchObject({ verdict: 'reuse' });
      const { clip } = begun as typeof begun & { verdict: 'reuse' };
      const { moved } = await book.takes.reuse({ takeId, clip, detail });
      expect(moved.map((row) => row.isFollowing)).toEqual(takeId === 'again-2-1' ? [false] : [false, false]);
    }
    expect(await book.takes.read({ takeId: 'again-2-1' })).toMatchObject({ state: 'reused', spentMicros: 0 });
  },

  'a broken chain fails unpaid, link by link, and says why': async ({ book }) => {
    const [first = '', second = '', third = ''] = await orderChain(book, 's');
    expect((await refuse(book, first)).toSorted()).toEqual([`${first} false`, `${second} false`]);
    expect(await beginOrBreak(book, second, 'a')).toMatchObject({
      verdict: 'failed',
      moved: [{ takeId: second }, { takeId: third, isFollowing: false }],
    });
    expect(await book.takes.read({ takeId: second })).toMatchObject({
      state: 'failed',
      bought: 0,
      failure: {
        reason: 'dependency',
        message: 'shot 0 failed (content-policy: No.), and this one starts from its last frame',
      },
    });
    expect(await beginOrBreak(book, third, 'b')).toMatchObject({ verdict: 'failed' });
    expect(await book.takes.breakLink({ takeId: third })).toMatchObject({ verdict: 'stale' });
    await book.takes.retry({ takeIds: [first, second, third], detail });
    expect(await begin(book, second, 'c')).toMatchObject({ verdict: 'follow' });
    for (const take of [first, second, third]) await make(book, take);
  },

  'a cancelled shot breaks the chain too': async ({ book }) => {
    const [first = '', second = ''] = await orderChain(book, 's');
    const { moved } = await book.takes.cancel({ takeIds: [first], detail });
    expect(moved.map((row) => row.takeId).toSorted()).toEqual([first, second]);
    expect(await beginOrBreak(book, second, 'a')).toMatchObject({ verdict: 'failed' });
    expect((await book.takes.read({ takeId: second }))?.failure?.message).toBe(
      'shot 0 was cancelled, and this one starts from its last frame',
    );
  },

  'a chain that restarts is made without the frame': async ({ book }) => {
    const alone = (take: PlannedTake): PlannedRoute => ({
      providerId: PROVIDER,
      request: { ...take.request, model: 'model-b', prompt: 'without' },
      fingerprint: `alone ${take.segmentIndex}`,
      priceCents: 7,
    });
    const [first = '', second = '', third = ''] = await orderChain(book, 's', { policy: 'restart', alone });
    await refuse(book, first);
    expect(await beginOrBreak(book, second, 'a')).toMatchObject({ verdict: 'alone' });
    expect(await book.takes.read({ takeId: second })).toMatchObject({
      state: 'queued',
      model: 'model-b',
      fingerprint: 'alone 1',
      priceMicros: 70_000,
      request: { prompt: 'without' },
    });
    await make(book, second);
    expect(await begin(book, third, 'b')).toMatchObject({
      verdict: 'go',
      request: { prompt: 'Shot 2 of s' },
    });
  },

  'a chain that waits goes on after the retry of its broken link': async ({ book }) => {
    const [first = '', second = ''] = await orderChain(book, 's', { policy: 'wait' });
    await refuse(book, first);
    const waiting = { verdict: 'waiting', moved: [{ takeId: second, isFollowing: true }] };
    expect(await beginOrBreak(book, second, 'a')).toMatchObject(waiting);
    await book.takes.retry({ takeIds: [first], detail });
    expect(await begin(book, second, 'b')).toMatchObject({ verdict: 'follow' });
    expect((await make(book, first)).toSorted()).toEqual([`${first} false`, `${second} false`]);
    await make(book, second);
  },
};
