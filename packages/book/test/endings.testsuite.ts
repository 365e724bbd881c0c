import { expect } from 'vitest';
import {
  begin,
  budgetOf,
  type Cases,
  detail,
  finish,
  order,
  OUTPUT,
  PRICE,
  send,
  statesOf,
} from './harness.ts';

const failed = { reason: 'provider-failed' as const, message: 'The render failed.' };

/** How takes end, are cancelled and are ordered again. */
export const endingCases: Cases = {
  'retryFailed counts what was bought': async (harness) => {
    const { book } = harness;
    const [take = ''] = await order(book, { id: 's', retryFailed: 1, budgetMicros: 9 * PRICE });
    await send(book, take, 'a1', 'op1');
    const first = await book.takes.end({
      takeId: take,
      event: 'fail',
      operationId: 'op1',
      failure: failed,
      detail,
    });
    expect(first).toMatchObject({ verdict: 'failed', moved: [{ takeId: take, state: 'queued' }] });
    const queued = await book.takes.read({ takeId: take });
    expect(queued).toMatchObject({ generation: 2, bought: 1, spentMicros: PRICE });
    expect(queued).not.toHaveProperty('operationId');
    expect(queued).not.toHaveProperty('failure');
    await send(book, take, 'a2', 'op2');
    await book.takes.end({ takeId: take, event: 'fail', operationId: 'op2', failure: failed, detail });
    expect(await book.takes.read({ takeId: take })).toMatchObject({
      state: 'failed',
      bought: 2,
      failure: failed,
    });
    expect(await budgetOf(harness, 'storyboard:s')).toMatchObject({ reserved: 0, spent: 2 * PRICE });
  },

  'no second payment after a second operation or a cancel': async ({ book }) => {
    const [twice = '', unwanted = ''] = await order(book, { id: 's', takes: 2, retryFailed: 1 });
    await send(book, twice, 'a1', 'op1');
    await book.takes.accept({ takeId: twice, attemptId: 'a1', operationId: 'op2', detail });
    await send(book, unwanted, 'a3', 'op3');
    await book.takes.cancel({ takeIds: [unwanted], detail });
    await book.takes.end({ takeId: twice, event: 'fail', operationId: 'op1', failure: failed, detail });
    await book.takes.end({ takeId: unwanted, event: 'fail', operationId: 'op3', failure: failed, detail });
    expect(await statesOf(book, [twice, unwanted])).toEqual(['failed', 'failed']);
  },

  'the failure of another operation changes nothing': async ({ book }) => {
    const [take = ''] = await order(book, { id: 's' });
    await send(book, take, 'a1', 'op1');
    const other = await book.takes.end({
      takeId: take,
      event: 'fail',
      operationId: 'op0',
      failure: failed,
      detail,
    });
    expect(other).toMatchObject({ verdict: 'stale' });
    const refused = { ...failed, reason: 'invalid' as const };
    const stale = await book.takes.end({
      takeId: take,
      event: 'refuse',
      attemptId: 'a0',
      failure: refused,
      detail,
    });
    expect(stale).toMatchObject({ verdict: 'stale' });
    expect(await statesOf(book, [take])).toEqual(['rendering']);
  },

  'a refusal of a released attempt does not end the next': async ({ book }) => {
    const [take = ''] = await order(book, { id: 's' });
    await begin(book, take, 'a1');
    await book.takes.requeue({ takeId: take, attemptId: 'a1', by: 'holder', detail });
    await begin(book, take, 'a2');
    const failure = { reason: 'invalid' as const, message: 'No.' };
    const late = await book.takes.end({ takeId: take, event: 'refuse', attemptId: 'a1', failure, detail });
    expect(late).toMatchObject({ verdict: 'stale', moved: [{ takeId: take, state: 'submitting' }] });
    expect(await book.takes.isOwnedBy({ takeId: take, attemptId: 'a2' })).toBe(true);
  },

  'cancel while it is being sent, then requeue: cancelled, not sent again': async ({ book }) => {
    const [take = ''] = await order(book, { id: 's' });
    await begin(book, take, 'a1');
    const reply = await book.takes.cancel({ takeIds: [take], detail });
    expect(reply).toMatchObject({
      cancelled: [],
      goesOn: [take],
      final: [],
      moved: [{ takeId: take, state: 'submitting' }],
    });
    const requeued = await book.takes.requeue({ takeId: take, attemptId: 'a1', by: 'holder', detail });
    expect(requeued).toMatchObject({ verdict: 'requeued', moved: [{ takeId: take, state: 'cancelled' }] });
    expect(await book.takes.read({ takeId: take })).toMatchObject({
      state: 'cancelled',
      isCancelAsked: false,
    });
  },

  'a refusal gives the price back; nothing was bought': async (harness) => {
    const { book } = harness;
    const [take = ''] = await order(book, { id: 's', budgetMicros: 9 * PRICE });
    await begin(book, take, 'a1');
    const failure = { reason: 'content-policy' as const, message: 'No.', requestId: 'r' };
    const ended = await book.takes.end({ takeId: take, event: 'refuse', attemptId: 'a1', failure, detail });
    expect(ended).toMatchObject({ verdict: 'failed', moved: [{ takeId: take, state: 'failed' }] });
    const record = await book.takes.read({ takeId: take });
    expect(record).toMatchObject({ failure, spentMicros: 0, bought: 0 });
    expect(record?.finishedAt).toBeGreaterThan(0);
    expect(await budgetOf(harness, 'storyboard:s')).toMatchObject({ reserved: 0, spent: 0 });
    expect(await book.budgets.ofProvider({ providerId: 'provider' })).toEqual({
      reservedMicros: 0,
      spentMicros: 0,
      givenUpMicros: 0,
    });
  },

  'renders, overdue or not, are collected and stored once': async ({ book }) => {
    const [take = ''] = await order(book, { id: 's' });
    await send(book, take, 'a1', 'op1');
    expect(await book.takes.markOverdue({ takeId: take })).toMatchObject({ moved: [{ state: 'overdue' }] });
    expect(await book.takes.markOverdue({ takeId: take })).toEqual({ moved: [] });
    expect(
      await book.takes.render({ takeId: take, operationId: 'op0', output: OUTPUT, detail }),
    ).toMatchObject({
      verdict: 'stale',
    });
    const rendered = await book.takes.render({ takeId: take, operationId: 'op1', output: OUTPUT, detail });
    expect(rendered).toMatchObject({ verdict: 'collecting', moved: [{ state: 'collecting' }] });
    expect(rendered.renderMs).toBeGreaterThanOrEqual(0);
    expect(await book.takes.read({ takeId: take })).toMatchObject({ output: OUTPUT });
    const { verdict } = await book.takes.render({ takeId: take, operationId: 'op1', output: OUTPUT, detail });
    expect(verdict).toBe('stale');
    const stored = await finish(book, take, 'op1');
    expect(stored).toMatchObject({ verdict: 'stored', moved: [{ state: 'completed' }] });
    expect(await finish(book, take, 'op1')).toMatchObject({
      verdict: 'stale',
      moved: [{ state: 'completed' }],
    });
    const record = await book.takes.read({ takeId: take });
    expect(record).not.toHaveProperty('output');
    expect(record?.renderedAt).toBeGreaterThan(0);
    expect(await book.takes.store({ takeId: 'x', clip: record!.clip!, detail })).toMatchObject({
      verdict: 'stale',
    });
  },

  'retry queues all or none': async ({ book }) => {
    const [one = '', two = ''] = await order(book, { id: 's', takes: 2 });
    await book.takes.cancel({ takeIds: [one], detail });
    const stale = await book.takes.retry({ takeIds: [one, two], detail });
    expect(stale).toMatchObject({ verdict: 'stale', takeId: two, state: 'queued', moved: [] });
    expect(await statesOf(book, [one, two])).toEqual(['cancelled', 'queued']);
    const gone = await book.takes.retry({ takeIds: [one, 'x'], detail });
    expect(gone).toMatchObject({ verdict: 'stale', takeId: 'x', moved: [] });
    const retried = await book.takes.retry({ takeIds: [one], detail });
    expect(retried).toMatchObject({ verdict: 'retried', moved: [{ takeId: one, state: 'queued' }] });
    expect(await book.takes.read({ takeId: one })).toMatchObject({ generation: 2, attempts: 0 });
  },

  'a cancel tells what waits, what goes on and what is final': async ({ book }) => {
    const [waits = '', renders = '', done = ''] = await order(book, { id: 's', takes: 3 });
    await send(book, renders, 'a1', 'op1');
    await send(book, done, 'a2', 'op2');
    await finish(book, done, 'op2');
    const reply = await book.takes.cancel({ takeIds: [waits, renders, done], detail: { by: 'me' } });
    expect(reply).toMatchObject({ cancelled: [waits], goesOn: [renders], final: [done] });
    expect(reply.moved.map(({ takeId }) => takeId).sort()).toEqual([waits, renders].sort());
    const again = await book.takes.cancel({ takeIds: [waits, renders], detail });
    expect(again).toMatchObject({ cancelled: [], goesOn: [renders], final: [waits], moved: [] });
    await finish(book, renders, 'op1');
    expect(await statesOf(book, [waits, renders, done])).toEqual(['cancelled', 'completed', 'completed']);
  },
};
