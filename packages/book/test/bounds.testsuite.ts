import { expect } from 'vitest';
import { begin, budgetOf, type Cases, order, PRICE, send, type Harness } from './harness.ts';

type Answer = Record<string, string | number>;

/** Sends one create per answer, each proved unbought; returns the results. */
async function createAll({ book }: Harness, takeId: string, answers: readonly Answer[]) {
  const outcomes: { alike: number | undefined; verdict: string }[] = [];
  for (const [index, detail] of answers.entries()) {
    const attemptId = `${takeId} ${index}`;
    if ((await begin(book, takeId, attemptId)).verdict !== 'go') break;
    const { alike } = await book.takes.markUnconfirmed({ takeId, by: { attemptId }, detail });
    const { verdict } = await book.takes.requeue({ takeId, attemptId, by: 'proof', detail: {} });
    outcomes.push({ alike, verdict });
  }
  return outcomes;
}

const page: Answer = { status: 403, detail: 'a page answered' };

/** Bounds the creates of one take: equal answers end it. */
export const boundCases: Cases = {
  'ends a take after three equal answers, with that reason': async (harness) => {
    const { book } = harness;
    const [take = ''] = await order(book, { id: 's', budgetMicros: 9 * PRICE });
    expect(
      await createAll(
        harness,
        take,
        Array.from({ length: 5 }, () => page),
      ),
    ).toEqual([
      { alike: 1, verdict: 'requeued' },
      { alike: 2, verdict: 'requeued' },
      { alike: 3, verdict: 'ended' },
    ]);
    expect(await book.takes.read({ takeId: take })).toMatchObject({
      state: 'failed',
      bought: 0,
      failure: { reason: 'no-answer', message: expect.stringContaining('HTTP 403: a page answered') },
    });
    expect(await budgetOf(harness, 'storyboard:s')).toMatchObject({ reserved: 0, spent: 0 });
  },

  'tries on where answers differ, are missing or are outages': async (harness) => {
    const rows: Answer[][] = [
      [page, { ...page, status: 413 }, page, { ...page, status: 413 }],
      Array.from({ length: 4 }, () => ({ ...page, status: 502 })),
      Array.from({ length: 4 }, () => ({ detail: 'the connection was lost' })),
    ];
    const takes = await order(harness.book, { id: 's', takes: rows.length });
    for (const [index, answers] of rows.entries()) {
      const outcomes = await createAll(harness, takes[index] ?? '', answers);
      expect(outcomes.map(({ verdict }) => verdict)).toEqual(answers.map(() => 'requeued'));
      expect(Math.max(...outcomes.map(({ alike = 0 }) => alike))).toBeLessThan(2);
    }
  },

  'counts anew when a person has ordered the take once more': async (harness) => {
    const { book } = harness;
    const [take = ''] = await order(book, { id: 's' });
    await createAll(harness, take, [page, page, page]);
    await book.takes.retry({ takeIds: [take], detail: {} });
    expect((await begin(book, take, 'again')).verdict).toBe('go');
    expect(
      await book.takes.markUnconfirmed({ takeId: take, by: { attemptId: 'again' }, detail: page }),
    ).toMatchObject({ alike: 1 });
  },

  'pays failed renders again as allowed, never content failures': async ({ book }) => {
    const reasons = ['content-policy', 'not-found', 'gave-up', 'provider-failed'] as const;
    const takes = await order(book, { id: 's', takes: reasons.length, retryFailed: 2 });
    for (const [index, reason] of reasons.entries()) {
      const takeId = takes[index] ?? '';
      await send(book, takeId, `attempt ${index}`, `operation ${index}`);
      const failure = { reason, message: 'No.' };
      await book.takes.end({ takeId, event: 'fail', operationId: `operation ${index}`, failure, detail: {} });
    }
    const states = (await book.takes.readMany({ takeIds: takes })).map(({ takeId, state }) => [
      takeId,
      state,
    ]);
    expect(Object.fromEntries(states)).toEqual(
      Object.fromEntries(takes.map((takeId, index) => [takeId, index < 3 ? 'failed' : 'queued'])),
    );
  },

  'cancels a take instead, where that was asked while it was tried': async (harness) => {
    const { book } = harness;
    const [take = ''] = await order(book, { id: 's' });
    await createAll(harness, take, [page, page]);
    await begin(book, take, 'last');
    await book.takes.markUnconfirmed({ takeId: take, by: { attemptId: 'last' }, detail: page });
    await book.takes.cancel({ takeIds: [take], detail: {} });
    await book.takes.requeue({ takeId: take, attemptId: 'last', by: 'proof', detail: {} });
    expect(await book.takes.read({ takeId: take })).toMatchObject({ state: 'cancelled', bought: 0 });
  },
};
