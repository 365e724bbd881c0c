import { expect } from 'vitest';
import {
  begin,
  budgetOf,
  type Cases,
  detail,
  order,
  PRICE,
  PROVIDER,
  type Harness,
  send,
} from './harness.ts';

const open = async ({ book }: Harness, submittingOlderThanMs = 0) =>
  (await book.attempts.open({ providerId: PROVIDER, submittingOlderThanMs })).attempts;

/** A take whose first attempt was found late, while the second one was being sent. */
async function overtaken(harness: Harness): Promise<string> {
  const { book } = harness;
  const [take = ''] = await order(book, { id: 's', budgetMicros: 9 * PRICE });
  await begin(book, take, 'a1');
  await book.takes.requeue({ takeId: take, attemptId: 'a1', by: 'holder', detail });
  await begin(book, take, 'a2');
  await book.takes.accept({ takeId: take, attemptId: 'a1', operationId: 'op1', detail });
  return take;
}

/** Attempts without an outcome, and the operations that were bought. */
export const attemptCases: Cases = {
  'lists attempts without an outcome, oldest first': async (harness) => {
    const { book, sql } = harness;
    const [one = '', two = '', three = ''] = await order(book, { id: 's', takes: 4 });
    await begin(book, one, 'a1');
    await begin(book, two, 'a2');
    await sql(`update attempts set opened_at = opened_at - 60000 where id = 'a2'`);
    await send(book, three, 'a3', 'op3');
    expect(await open(harness)).toMatchObject([
      { attemptId: 'a2', takeId: two, isCurrent: true, number: 1, take: { state: 'submitting' } },
      { attemptId: 'a1', takeId: one, isCurrent: true },
    ]);
    expect(await open(harness, 30_000)).toMatchObject([{ attemptId: 'a2' }]);
    await book.takes.markUnconfirmed({ takeId: one, by: { attemptId: 'a1' }, detail });
    const listed = await open(harness, 30_000);
    expect(listed.map(({ attemptId }) => attemptId)).toEqual(['a2', 'a1']);
    expect(listed[1]?.unconfirmedAt).toBeGreaterThan(0);
    expect(await book.attempts.countUnconfirmed({ providerId: PROVIDER })).toBe(1);
    expect(await book.attempts.countUnconfirmed({ providerId: 'another' })).toBe(0);
    expect(await book.attempts.openProviders({})).toEqual([PROVIDER]);
    const none = await book.attempts.open({ providerId: 'another', submittingOlderThanMs: 0 });
    expect(none).toEqual({ askedAt: expect.any(Number), attempts: [] });
    expect(none.askedAt).toBeGreaterThanOrEqual(listed[1]?.unconfirmedAt ?? Infinity);
  },

  'a stray attempt is listed; its release frees its price once': async (harness) => {
    const { book } = harness;
    const take = await overtaken(harness);
    expect(await open(harness)).toMatchObject([
      { attemptId: 'a2', isCurrent: false, take: { state: 'rendering' } },
    ]);
    expect(await book.attempts.openProviders({})).toEqual([PROVIDER]);
    const { version = 0 } = (await book.takes.read({ takeId: take })) ?? {};
    const released = await book.takes.requeue({ takeId: take, attemptId: 'a2', by: 'proof', detail });
    expect(released).toMatchObject({ verdict: 'released', moved: [{ takeId: take, state: 'rendering' }] });
    expect(released.moved[0]?.version).toBeGreaterThan(version);
    const again = await book.takes.requeue({ takeId: take, attemptId: 'a2', by: 'proof', detail });
    expect(again).toEqual({ verdict: 'stale', moved: [] });
    expect(await book.takes.read({ takeId: take })).not.toHaveProperty('reservedMicros');
    expect(await budgetOf(harness, 'storyboard:s')).toMatchObject({ reserved: 0, spent: PRICE });
    expect(await open(harness)).toEqual([]);
  },

  'a stray attempt keeps its reservation when its take is retried': async (harness) => {
    const { book } = harness;
    const take = await overtaken(harness);
    const failure = { reason: 'provider-failed' as const, message: 'No.' };
    await book.takes.end({ takeId: take, event: 'fail', operationId: 'op1', failure, detail });
    expect(await book.takes.read({ takeId: take })).toMatchObject({ state: 'failed', reservedMicros: PRICE });
    await book.takes.retry({ takeIds: [take], detail });
    expect(await book.takes.read({ takeId: take })).toMatchObject({ state: 'queued', reservedMicros: PRICE });
    await begin(book, take, 'a3');
    expect(await book.takes.read({ takeId: take })).toMatchObject({ reservedMicros: 2 * PRICE });
    expect(await open(harness)).toMatchObject([
      { attemptId: 'a2', isCurrent: false },
      { attemptId: 'a3', isCurrent: true },
    ]);
    await book.takes.requeue({ takeId: take, attemptId: 'a2', by: 'proof', detail });
    expect(await book.takes.read({ takeId: take })).toMatchObject({
      state: 'submitting',
      reservedMicros: PRICE,
    });
    expect(await budgetOf(harness, 'storyboard:s')).toMatchObject({ reserved: PRICE, spent: PRICE });
  },

  'a storyboard with a stray attempt is not removed': async (harness) => {
    const { book } = harness;
    const take = await overtaken(harness);
    const failure = { reason: 'provider-failed' as const, message: 'No.' };
    await book.takes.end({ takeId: take, event: 'fail', operationId: 'op1', failure, detail });
    expect(await book.storyboards.remove({ id: 's' })).toEqual({ verdict: 'open' });
    await book.takes.requeue({ takeId: take, attemptId: 'a2', by: 'proof', detail });
    expect(await book.storyboards.remove({ id: 's' })).toEqual({ verdict: 'removed' });
  },

  'a stray attempt at another provider than that of the storyboard counts': async (harness) => {
    const { book, sql } = harness;
    const take = await overtaken(harness);
    const failure = { reason: 'provider-failed' as const, message: 'No.' };
    await book.takes.end({ takeId: take, event: 'fail', operationId: 'op1', failure, detail });
    await sql(`update storyboards set provider_id = 'another' where id = 's'`);
    expect(await book.storyboards.remove({ id: 's' })).toEqual({ verdict: 'open' });
  },

  'names the operations that keep an attempt unconfirmed': async ({ book }) => {
    const [take = ''] = await order(book, { id: 's' });
    await begin(book, take, 'a1');
    const suspects = (attemptId: string, operationIds: string[]) =>
      book.takes.recordSuspects({ takeId: take, attemptId, operationIds });
    await suspects('a1', ['op1']);
    expect(await book.takes.read({ takeId: take })).not.toHaveProperty('suspects');
    await book.takes.markUnconfirmed({ takeId: take, by: { attemptId: 'a1' }, detail });
    await suspects('a0', ['op1']);
    expect(await book.takes.read({ takeId: take })).not.toHaveProperty('suspects');
    await suspects('a1', ['op1', 'op2']);
    const { version, suspects: named } = (await book.takes.read({ takeId: take }))!;
    expect(named).toEqual(['op1', 'op2']);
    await suspects('a1', ['op1', 'op2']);
    expect(await book.takes.read({ takeId: take })).toMatchObject({ version });
    await suspects('a1', []);
    expect(await book.takes.read({ takeId: take })).not.toHaveProperty('suspects');
    const [timeline = []] = await book.takes.timelines({ takeIds: [take] });
    expect(timeline.map(({ event }) => event)).toEqual(['begin', 'mark-unconfirmed', 'suspects']);
  },

  'restarts every wait after a step of the clock': async (harness) => {
    const { book, sql } = harness;
    const [one = '', two = ''] = await order(book, { id: 's', takes: 2 });
    await begin(book, one, 'a1');
    await begin(book, two, 'a2');
    await book.takes.markUnconfirmed({ takeId: one, by: { attemptId: 'a1' }, detail });
    await sql('update attempts set unconfirmed_at = 5 where unconfirmed_at is not null');
    await book.attempts.restartWaits({});
    const listed = await open(harness);
    expect(listed.find(({ attemptId }) => attemptId === 'a1')?.unconfirmedAt).toBeGreaterThan(5);
    expect(listed.find(({ attemptId }) => attemptId === 'a2')).not.toHaveProperty('unconfirmedAt');
  },

  'knows which attempts it never saw': async ({ book }) => {
    const [take = ''] = await order(book, { id: 's' });
    await begin(book, take, 'a1');
    expect(await book.attempts.missing({ attemptIds: ['a0', 'a1', 'a2'] })).toEqual(['a0', 'a2']);
    expect(await book.attempts.missing({ attemptIds: [] })).toEqual([]);
  },

  'marks takes unconfirmed whose attempts only Redis knows': async (harness) => {
    const { book, sql } = harness;
    const [take = '', equal = ''] = await order(book, {
      id: 's',
      budgetMicros: 9 * PRICE,
      contents: ['same', 'same'],
    });
    await sql('update takes set created_at = 5');
    const told = { takeId: take, attemptId: 'a1' };
    expect(await book.restore.attempt(told)).toMatchObject({
      verdict: 'restored',
      moved: [{ takeId: take, state: 'unconfirmed' }],
    });
    expect(await book.restore.attempt(told)).toEqual({ verdict: 'known', moved: [] });
    expect(await book.restore.attempt({ ...told, takeId: 'x' })).toEqual({ verdict: 'unknown', moved: [] });
    expect(await open(harness)).toMatchObject([{ attemptId: 'a1', isCurrent: true, openedAt: 5 }]);
    expect(await budgetOf(harness, 'storyboard:s')).toMatchObject({ reserved: PRICE, spent: 0 });
    expect(await begin(book, equal, 'a2')).toMatchObject({ verdict: 'follow' });
    await book.takes.requeue({ takeId: take, attemptId: 'a1', by: 'proof', detail });
    // Proved unbought: what Redis still knows of it changes nothing.
    expect(await book.restore.attempt(told)).toMatchObject({
      verdict: 'known',
      moved: [{ state: 'queued' }],
    });
    expect(await budgetOf(harness, 'storyboard:s')).toMatchObject({ reserved: 0, spent: 0 });
  },

  'a restored book binds operations of takes it does not have': async ({ book }) => {
    const [take = ''] = await order(book, { id: 's' });
    const lost = { providerId: PROVIDER, operationId: 'op0', takeId: 'gone' };
    await book.restore.operation(lost);
    await book.restore.operation({ ...lost, takeId: take });
    expect(await book.operations.bound({ providerId: PROVIDER, operationIds: ['op0'] })).toEqual(['op0']);
    const found = await book.takes.accept({ takeId: take, operationId: 'op0', detail });
    expect(found).toEqual({ verdict: 'bound', takeId: 'gone', moved: [] });
    expect(await book.budgets.ofProvider({ providerId: PROVIDER })).toMatchObject({ spentMicros: 0 });
  },

  'tells what was bought, and for what': async ({ book }) => {
    const [one = '', two = ''] = await order(book, { id: 's', takes: 3 });
    await send(book, one, 'a1', 'op1');
    await begin(book, two, 'a2');
    await book.takes.accept({ takeId: two, operationId: 'op2', costMicros: 7, detail });
    expect(
      await book.operations.bound({ providerId: PROVIDER, operationIds: ['op0', 'op1', 'op2'] }),
    ).toHaveLength(2);
    expect(await book.operations.bound({ providerId: 'another', operationIds: ['op1'] })).toEqual([]);
    const bought = await book.operations.bought({ providerId: PROVIDER, since: 0 });
    expect(bought.map(({ operationId, takeId }) => `${operationId} ${takeId}`).sort()).toEqual([
      `op1 ${one}`,
      `op2 ${two}`,
    ]);
    expect(bought.map(({ openedAt }) => typeof openedAt)).toEqual(['number', 'number']);
    expect(await book.operations.bought({ providerId: PROVIDER, since: Date.now() + 60_000 })).toEqual([]);
    expect(await book.operations.ofStoryboard({ id: 's' })).toMatchObject([
      { takeId: one, operationId: 'op1', attempt: 1, costMicros: PRICE },
      { takeId: two, operationId: 'op2', attempt: 1, costMicros: 7 },
    ]);
    expect(await book.budgets.ofProvider({ providerId: PROVIDER })).toEqual({
      reservedMicros: 0,
      spentMicros: PRICE + 7,
      givenUpMicros: 0,
    });
  },
};
