import { expect } from 'vitest';
import { begin, budgetOf, type Cases, detail, finish, order, PRICE, send, statesOf } from './harness.ts';

const gaveUp = { reason: 'gave-up' as const, message: 'Given up by a person.' };

/** What becomes of a create, and that nothing is paid, or counted, twice. */
export const outcomeCases: Cases = {
  'records what was accepted, at the price without a cost': async (harness) => {
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

  'late accept after another begin renders; the other stays open': async (harness) => {
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

  'late accept after a retry is a fact; nothing is sent': async ({ book }) => {
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

  'one operation for two creates belongs to the first': async (harness) => {
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

  'a thawed holder requeues its unconfirmed attempt without proof': async (harness) => {
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

  'found without attempt: the open one is meant, none counts less': async (harness) => {
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
};
