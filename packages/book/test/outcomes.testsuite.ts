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
const gaveUp = { reason: 'gave-up' as const, message: 'Given up by a person.' };

/** What becomes of a create, and that nothing is paid, or counted, twice. */
export const outcomeCases: Cases = {
  'records what the provider accepted, at the price where no cost was told': async (harness) => {
    const { book } = harness;
    const [take = '', other = ''] = await order(book, { id: 's', takes: 2, budgetMicros: 9 * PRICE });
    await begin(book, take, 'a1');
    const accepted = await book.takes.accept({ takeId: take, attemptId: 'a1', operationId: 'op1', detail });
    expect(accepted).toMatchObject({
      verdict: 'accepted',
      moved: [{ state: 'rendering', operationId: 'op1', version: 3 }],
    });
    await begin(book, other, 'a2');
    await book.takes.accept({ takeId: other, attemptId: 'a2', operationId: 'op2', costMicros: 100, detail });
    const record = await book.takes.read({ takeId: take });
    expect(record).toMatchObject({ state: 'rendering', operationId: 'op1', bought: 1, spentMicros: PRICE });
    expect(record).not.toHaveProperty('reservedMicros');
    expect(await book.takes.read({ takeId: other })).toMatchObject({ spentMicros: 100 });
    expect(await budgetOf(harness, 'storyboard:s')).toEqual({
      limit: 9 * PRICE,
      reserved: 0,
      spent: PRICE + 100,
    });
  },

  'takes the same fact twice as once': async (harness) => {
    const { book } = harness;
    const [take = ''] = await order(book, { id: 's', budgetMicros: 9 * PRICE });
    await send(book, take, 'a1', 'op1');
    const again = await book.takes.accept({ takeId: take, attemptId: 'a1', operationId: 'op1', detail });
    expect(again).toMatchObject({ verdict: 'already', moved: [{ takeId: take }] });
    expect(await book.takes.read({ takeId: take })).toMatchObject({ bought: 1, spentMicros: PRICE });
    expect(await budgetOf(harness, 'storyboard:s')).toMatchObject({ reserved: 0, spent: PRICE });
    expect(await book.takes.accept({ takeId: 'x', operationId: 'op9', detail })).toEqual({
      verdict: 'unknown',
      moved: [],
    });
  },

  'late accept after release and another begin: the late one renders, the other stays open': async (
    harness,
  ) => {
    const { book } = harness;
    const [take = ''] = await order(book, { id: 's', budgetMicros: 9 * PRICE });
    await begin(book, take, 'a1');
    await book.takes.requeue({ takeId: take, attemptId: 'a1', by: 'holder', detail });
    await begin(book, take, 'a2');
    const late = await book.takes.accept({ takeId: take, attemptId: 'a1', operationId: 'op1', detail });
    expect(late).toMatchObject({ verdict: 'accepted', moved: [{ state: 'rendering', operationId: 'op1' }] });
    expect(await book.takes.isOwnedBy({ takeId: take, attemptId: 'a2' })).toBe(false);
    expect(await book.takes.read({ takeId: take })).toMatchObject({
      spentMicros: PRICE,
      reservedMicros: PRICE,
    });
    expect(await budgetOf(harness, 'storyboard:s')).toMatchObject({ reserved: PRICE, spent: PRICE });
    const second = await book.takes.accept({ takeId: take, attemptId: 'a2', operationId: 'op2', detail });
    expect(second).toMatchObject({ verdict: 'second', operationId: 'op1' });
    const record = await book.takes.read({ takeId: take });
    expect(record).toMatchObject({
      state: 'rendering',
      operationId: 'op1',
      bought: 2,
      spentMicros: 2 * PRICE,
    });
    expect(record).not.toHaveProperty('reservedMicros');
    expect(await budgetOf(harness, 'storyboard:s')).toMatchObject({ reserved: 0, spent: 2 * PRICE });
    expect(await book.operations.incidents({ limit: 9 })).toMatchObject([
      { kind: 'second-operation', operationId: 'op2' },
    ]);
  },

  'late accept after release and retry: a fact, and the retry sends nothing': async ({ book }) => {
    const [take = ''] = await order(book, { id: 's' });
    await begin(book, take, 'a1');
    await book.takes.requeue({ takeId: take, attemptId: 'a1', by: 'holder', detail });
    await book.takes.cancel({ takeIds: [take], detail });
    await book.takes.retry({ takeIds: [take], detail });
    const late = await book.takes.accept({ takeId: take, attemptId: 'a1', operationId: 'op1', detail });
    expect(late).toMatchObject({ verdict: 'accepted', moved: [{ state: 'rendering' }] });
    expect(await begin(book, take, 'a2')).toMatchObject({ verdict: 'moved-on', state: 'rendering' });
    expect(await book.takes.read({ takeId: take })).toMatchObject({
      bought: 1,
      spentMicros: PRICE,
      generation: 2,
    });
  },

  'late accept of what was cancelled keeps the clip': async ({ book }) => {
    const [take = ''] = await order(book, { id: 's' });
    await begin(book, take, 'a1');
    await book.takes.requeue({ takeId: take, attemptId: 'a1', by: 'holder', detail });
    await book.takes.cancel({ takeIds: [take], detail });
    await book.takes.accept({ takeId: take, attemptId: 'a1', operationId: 'op1', detail });
    await finish(book, take, 'op1');
    expect(await book.takes.read({ takeId: take })).toMatchObject({ state: 'completed', bought: 1 });
  },

  'one operation answered for two creates belongs to the first; the second stays open': async (harness) => {
    const { book } = harness;
    const [one = '', two = ''] = await order(book, { id: 's', takes: 2, budgetMicros: 9 * PRICE });
    await send(book, one, 'a1', 'op');
    await begin(book, two, 'a2');
    const bound = await book.takes.accept({ takeId: two, attemptId: 'a2', operationId: 'op', detail });
    expect(bound).toEqual({ verdict: 'bound', takeId: one, moved: [] });
    await book.takes.markUnconfirmed({ takeId: two, by: { attemptId: 'a2' }, detail });
    expect(await statesOf(book, [one, two])).toEqual(['rendering', 'unconfirmed']);
    expect(await budgetOf(harness, 'storyboard:s')).toMatchObject({ reserved: PRICE, spent: PRICE });
    expect(await book.takes.read({ takeId: two })).toMatchObject({
      bought: 0,
      spentMicros: 0,
      reservedMicros: PRICE,
    });
  },

  'given up counts as spent; found later it is counted once': async (harness) => {
    const { book } = harness;
    const [take = ''] = await order(book, { id: 's', budgetMicros: 9 * PRICE });
    await begin(book, take, 'a1');
    await book.takes.markUnconfirmed({ takeId: take, by: { attemptId: 'a1' }, detail });
    await book.takes.end({ takeId: take, event: 'refuse', attemptId: 'a1', failure: gaveUp, detail });
    expect(await book.takes.read({ takeId: take })).toMatchObject({
      state: 'failed',
      spentMicros: PRICE,
      bought: 0,
    });
    expect(await budgetOf(harness, 'storyboard:s')).toMatchObject({ reserved: 0, spent: PRICE });
    await book.takes.accept({ takeId: take, operationId: 'op1', costMicros: 2 * PRICE, detail });
    const found = await book.takes.read({ takeId: take });
    expect(found).toMatchObject({ state: 'rendering', spentMicros: 2 * PRICE, bought: 1 });
    expect(found).not.toHaveProperty('failure');
    expect(await budgetOf(harness, 'storyboard:s')).toMatchObject({ reserved: 0, spent: 2 * PRICE });
    expect(await book.operations.incidents({ limit: 9 })).toMatchObject([
      { kind: 'given-up-then-found', takeId: take },
    ]);
  },

  'given up, retried, then found without its attempt is counted once too': async (harness) => {
    const { book } = harness;
    const [take = ''] = await order(book, { id: 's', budgetMicros: 9 * PRICE });
    await begin(book, take, 'a1');
    await book.takes.markUnconfirmed({ takeId: take, by: { attemptId: 'a1' }, detail });
    await book.takes.end({ takeId: take, event: 'refuse', attemptId: 'a1', failure: gaveUp, detail });
    await book.takes.retry({ takeIds: [take], detail });
    const found = await book.takes.accept({ takeId: take, operationId: 'op1', detail });
    expect(found).toMatchObject({ verdict: 'accepted', moved: [{ state: 'rendering' }] });
    expect(await book.takes.read({ takeId: take })).toMatchObject({ spentMicros: PRICE, bought: 1 });
    expect(await budgetOf(harness, 'storyboard:s')).toMatchObject({ reserved: 0, spent: PRICE });
  },

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

  'a failed render is not paid again after a second operation, nor once a cancel was asked': async ({
    book,
  }) => {
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

  'a refusal of an attempt that was released does not end the one that is sent now': async ({ book }) => {
    const [take = ''] = await order(book, { id: 's' });
    await begin(book, take, 'a1');
    await book.takes.requeue({ takeId: take, attemptId: 'a1', by: 'holder', detail });
    await begin(book, take, 'a2');
    const failure = { reason: 'invalid' as const, message: 'No.' };
    const late = await book.takes.end({ takeId: take, event: 'refuse', attemptId: 'a1', failure, detail });
    expect(late).toMatchObject({ verdict: 'stale', moved: [{ takeId: take, state: 'submitting' }] });
    expect(await book.takes.isOwnedBy({ takeId: take, attemptId: 'a2' })).toBe(true);
  },

  'a thawed holder requeues after its attempt was marked unconfirmed; no proof is needed then': async (
    harness,
  ) => {
    const { book } = harness;
    const [take = ''] = await order(book, { id: 's', budgetMicros: 9 * PRICE });
    await begin(book, take, 'a1');
    await book.takes.markUnconfirmed({ takeId: take, by: { olderThanMs: 0 }, detail });
    const requeued = await book.takes.requeue({ takeId: take, attemptId: 'a1', by: 'holder', detail });
    expect(requeued).toMatchObject({ verdict: 'requeued', moved: [{ state: 'queued' }] });
    const again = await book.takes.requeue({ takeId: take, attemptId: 'a1', by: 'proof', detail });
    expect(again).toEqual({ verdict: 'stale', moved: [] });
    expect(await budgetOf(harness, 'storyboard:s')).toMatchObject({ reserved: 0, spent: 0 });
    expect(await book.takes.read({ takeId: take })).not.toHaveProperty('unconfirmedAt');
  },

  'proof requeues only what is unconfirmed': async ({ book }) => {
    const [take = ''] = await order(book, { id: 's' });
    await begin(book, take, 'a1');
    expect(await book.takes.requeue({ takeId: take, attemptId: 'a1', by: 'proof', detail })).toMatchObject({
      verdict: 'stale',
    });
    expect(await book.takes.requeue({ takeId: take, attemptId: 'a0', by: 'holder', detail })).toMatchObject({
      verdict: 'stale',
    });
    expect(await book.takes.requeue({ takeId: 'x', attemptId: 'a1', by: 'holder', detail })).toMatchObject({
      verdict: 'stale',
    });
    await book.takes.markUnconfirmed({ takeId: take, by: { attemptId: 'a1' }, detail });
    expect(await book.takes.requeue({ takeId: take, attemptId: 'a1', by: 'proof', detail })).toMatchObject({
      verdict: 'requeued',
    });
    expect(await begin(book, take, 'a2')).toMatchObject({ verdict: 'go', number: 2 });
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

  'an attempt is marked unconfirmed by its sender, or by its age': async ({ book, sql }) => {
    const [own = '', old = ''] = await order(book, { id: 's', takes: 2 });
    await begin(book, own, 'a1');
    await begin(book, old, 'a2');
    expect(await book.takes.markUnconfirmed({ takeId: own, by: { attemptId: 'a9' }, detail })).toMatchObject({
      verdict: 'stale',
    });
    const early = await book.takes.markUnconfirmed({ takeId: old, by: { olderThanMs: 60_000 }, detail });
    expect(early).toMatchObject({ verdict: 'wait', moved: [] });
    expect(early.waitMs).toBeGreaterThan(50_000);
    await sql('update takes set begun_at = begun_at - 60000 where id = ?', old);
    const aged = await book.takes.markUnconfirmed({ takeId: old, by: { olderThanMs: 60_000 }, detail });
    expect(aged).toMatchObject({ verdict: 'unconfirmed', moved: [{ state: 'unconfirmed' }] });
    expect(await book.takes.markUnconfirmed({ takeId: own, by: { attemptId: 'a1' }, detail })).toMatchObject({
      verdict: 'unconfirmed',
    });
    expect(await book.takes.markUnconfirmed({ takeId: own, by: { attemptId: 'a1' }, detail })).toMatchObject({
      verdict: 'stale',
    });
    expect(await book.takes.read({ takeId: own })).toMatchObject({
      state: 'unconfirmed',
      reservedMicros: PRICE,
    });
    expect((await book.takes.read({ takeId: own }))?.unconfirmedAt).toBeGreaterThan(0);
  },

  'found without its attempt, beside one that was given up: the open one is meant, and nothing is counted too little':
    async (harness) => {
      const { book } = harness;
      const [take = ''] = await order(book, { id: 's', budgetMicros: 9 * PRICE });
      await begin(book, take, 'a1');
      await book.takes.markUnconfirmed({ takeId: take, by: { attemptId: 'a1' }, detail });
      await book.takes.end({ takeId: take, event: 'refuse', attemptId: 'a1', failure: gaveUp, detail });
      await book.takes.retry({ takeIds: [take], detail });
      await begin(book, take, 'a2');
      await book.takes.accept({ takeId: take, operationId: 'op1', detail });
      expect(await book.takes.read({ takeId: take })).toMatchObject({
        state: 'rendering',
        spentMicros: 2 * PRICE,
      });
      // Whose the first one was is not certain, so what was given up stays counted.
      const late = await book.takes.accept({ takeId: take, attemptId: 'a2', operationId: 'op2', detail });
      expect(late).toMatchObject({ verdict: 'second' });
      const record = await book.takes.read({ takeId: take });
      expect(record).toMatchObject({ bought: 2, spentMicros: 3 * PRICE });
      expect(record).not.toHaveProperty('reservedMicros');
      expect(await budgetOf(harness, 'storyboard:s')).toMatchObject({ reserved: 0, spent: 3 * PRICE });
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
