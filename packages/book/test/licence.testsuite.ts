import { expect } from 'vitest';
import {
  begin,
  type Cases,
  clipOf,
  detail,
  finish,
  order,
  PRICE,
  rowOf,
  send,
  statesOf,
  takeOf,
} from './harness.ts';

/** Who may send a create, and what keeps others from it. */
export const licenceCases: Cases = {
  'licenses a queued take with a permit, with its request': async ({ book, hasClock }) => {
    const [take = ''] = await order(book, { id: 's' });
    const at = Date.now() + 5;
    const begun = await begin(book, take, 'a1', { at });
    expect(begun).toMatchObject({
      verdict: 'go',
      number: 1,
      model: 'model-a',
      request: { prompt: 'Shot 0 of s' },
    });
    if (begun.verdict === 'go' && hasClock) expect(begun.now).toBe(at);
    expect(begun.moved).toMatchObject([{ takeId: take, state: 'submitting', version: 2 }]);
    expect(await book.takes.read({ takeId: take })).toMatchObject({
      state: 'submitting',
      attempts: 1,
      attemptId: 'a1',
      generation: 1,
      reservedMicros: PRICE,
      spentMicros: 0,
    });
  },

  'gives the same answer to the same attempt': async ({ book }) => {
    const [take = ''] = await order(book, { id: 's' });
    const first = await begin(book, take, 'a1');
    const again = await begin(book, take, 'a1');
    expect(first.verdict).toBe('go');
    expect(again).toMatchObject({ verdict: 'go', number: 1, moved: first.moved });
    expect(await book.takes.read({ takeId: take })).toMatchObject({ attempts: 1, reservedMicros: PRICE });
  },

  'sends another holder away': async ({ book }) => {
    const [take = ''] = await order(book, { id: 's' });
    await begin(book, take, 'a1');
    const second = await begin(book, take, 'a2');
    expect(second).toMatchObject({
      verdict: 'moved-on',
      state: 'submitting',
      moved: [{ takeId: take, version: 2 }],
    });
  },

  'says why a final take is not begun': async ({ book }) => {
    const [done = '', failed = ''] = await order(book, { id: 's', takes: 2 });
    await send(book, done, 'a1', 'op1');
    await finish(book, done, 'op1');
    const failure = { reason: 'content-policy' as const, message: 'No.' };
    await begin(book, failed, 'a2');
    await book.takes.end({ takeId: failed, event: 'refuse', attemptId: 'a2', failure, detail });
    expect(await begin(book, done, 'a3')).toMatchObject({
      verdict: 'moved-on',
      state: 'completed',
      clip: clipOf(done),
    });
    expect(await begin(book, failed, 'a4')).toMatchObject({ verdict: 'moved-on', state: 'failed', failure });
  },

  'lets one of 50 parallel begins go': async ({ book }) => {
    const [take = ''] = await order(book, { id: 's' });
    const begun = await Promise.all(Array.from({ length: 50 }, (_, index) => begin(book, take, `a${index}`)));
    expect(begun.filter(({ verdict }) => verdict === 'go')).toHaveLength(1);
    expect(begun.filter(({ verdict }) => verdict === 'moved-on')).toHaveLength(49);
    expect(await book.takes.read({ takeId: take })).toMatchObject({ attempts: 1, reservedMicros: PRICE });
  },

  'knows no take that was never ordered': async ({ book }) => {
    expect(await begin(book, 'nothing', 'a1')).toEqual({ verdict: 'unknown', moved: [] });
  },

  'begins nothing of a paused storyboard': async ({ book }) => {
    const [take = ''] = await order(book, { id: 's' });
    await book.storyboards.pause({ id: 's' });
    expect(await begin(book, take, 'a1')).toMatchObject({ verdict: 'paused', moved: [{ isPaused: true }] });
    await book.storyboards.resume({ id: 's' });
    expect(await begin(book, take, 'a1')).toMatchObject({ verdict: 'go' });
  },

  'begins nothing that was cancelled': async ({ book }) => {
    const [take = ''] = await order(book, { id: 's' });
    await book.takes.cancel({ takeIds: [take], detail });
    expect(await begin(book, take, 'a1')).toMatchObject({ verdict: 'moved-on', state: 'cancelled' });
  },

  'refuses the permit of another epoch': async ({ book }) => {
    const [take = ''] = await order(book, { id: 's' });
    expect(await book.identity.raiseEpoch({})).toBe(1);
    expect(await begin(book, take, 'a1', { epoch: 0 })).toEqual({ verdict: 'epoch', moved: [] });
    expect(await begin(book, take, 'a1', { epoch: 2 })).toEqual({ verdict: 'epoch', moved: [] });
    expect(await begin(book, take, 'a1', { epoch: 1 })).toMatchObject({ verdict: 'go' });
  },

  'gives no licence without a permit, and claims nothing': async ({ book }) => {
    const [take = ''] = await order(book, { id: 's' });
    expect(await begin(book, take, 'a1', { epoch: null })).toEqual({ verdict: 'no-permit', moved: [] });
    const [equal = ''] = await order(book, { id: 't', contents: ['content of s 0'] });
    expect(await begin(book, equal, 'a2')).toMatchObject({ verdict: 'go' });
  },

  'gives no licence where Redis knows more': async ({ book }) => {
    const [take = ''] = await order(book, { id: 's' });
    expect(await begin(book, take, 'a1', { knownVersion: 2 })).toEqual({ verdict: 'rolled-back', moved: [] });
    expect(await begin(book, take, 'a1', { knownVersion: 1 })).toMatchObject({ verdict: 'go' });
  },

  'counts the pause of the storyboard in the version Redis knows': async ({ book }) => {
    const [take = ''] = await order(book, { id: 's' });
    await book.storyboards.pause({ id: 's' });
    await book.storyboards.resume({ id: 's' });
    const { version } = await rowOf(book, take);
    expect(await begin(book, take, 'a1', { knownVersion: version + 1 })).toMatchObject({
      verdict: 'rolled-back',
    });
    expect(await begin(book, take, 'a1', { knownVersion: version })).toMatchObject({ verdict: 'go' });
  },

  'never begins an attempt again that was released': async ({ book }) => {
    const [take = ''] = await order(book, { id: 's', budgetMicros: PRICE });
    await begin(book, take, 'a1');
    await book.takes.requeue({ takeId: take, attemptId: 'a1', by: 'holder', detail });
    const late = await begin(book, take, 'a1');
    expect(late).toMatchObject({ verdict: 'moved-on', state: 'queued' });
    expect(await statesOf(book, [take])).toEqual(['queued']);
    // What was refused neither keeps the content nor the money.
    const [equal = ''] = await order(book, { id: 't', contents: ['content of s 0'] });
    expect(await begin(book, equal, 'a2')).toMatchObject({ verdict: 'go' });
    expect((await book.storyboards.read({ id: 's' }))?.reservedMicros).toBe(0);
  },

  'never begins one attempt for two takes': async ({ book }) => {
    const [one = '', two = ''] = await order(book, { id: 's', takes: 2 });
    await begin(book, one, 'a1');
    expect(await begin(book, two, 'a1')).toMatchObject({ verdict: 'moved-on', state: 'queued' });
    expect(await book.takes.isOwnedBy({ takeId: two, attemptId: 'a1' })).toBe(false);
  },

  'one generation has at most one attempt not proved unbought': async ({ book, sql }) => {
    const [take = ''] = await order(book, { id: 's', budgetMicros: 10 * PRICE });
    await begin(book, take, 'a1');
    await sql(`update takes set state = 'queued' where id = ?`, take);
    expect(await begin(book, take, 'a2')).toMatchObject({ verdict: 'moved-on' });
    const [attempts] = await sql('select count(*) as count from attempts');
    expect(attempts).toEqual({ count: 1 });
    // The next purchase is another generation, which a person asked for.
    await sql('update takes set generation = 2 where id = ?', take);
    expect(await begin(book, take, 'a3')).toMatchObject({ verdict: 'go', number: 2 });
  },

  'writes the epoch, the price and the day into the attempt': async ({ book, sql, hasClock }) => {
    const [take = ''] = await order(book, { id: 's' });
    await book.identity.raiseEpoch({});
    await begin(book, take, 'a1', { epoch: 1, at: 86_400_000 * 20_000 + 5 });
    const [attempt] = await sql('select * from attempts');
    expect(attempt).toMatchObject({
      id: 'a1',
      take_id: take,
      generation: 1,
      number: 1,
      redis_epoch: 1,
      reserved_micros: PRICE,
      provider_id: 'provider',
      model: 'model-a',
      released_at: null,
      accepted_at: null,
      ended_at: null,
    });
    if (hasClock) expect(attempt).toMatchObject({ reserved_on: 20_000, opened_at: 86_400_000 * 20_000 + 5 });
  },

  'looks once more before the first byte': async ({ book }) => {
    const [take = ''] = await order(book, { id: 's' });
    expect(await book.takes.isOwnedBy({ takeId: take, attemptId: 'a1' })).toBe(false);
    await begin(book, take, 'a1');
    expect(await book.takes.isOwnedBy({ takeId: take, attemptId: 'a1' })).toBe(true);
    expect(await book.takes.isOwnedBy({ takeId: take, attemptId: 'a2' })).toBe(false);
    await book.takes.markUnconfirmed({ takeId: take, by: { olderThanMs: 0 }, detail });
    expect(await book.takes.isOwnedBy({ takeId: take, attemptId: 'a1' })).toBe(false);
    await book.takes.requeue({ takeId: take, attemptId: 'a1', by: 'proof', detail });
    await begin(book, take, 'a2');
    expect(await book.takes.isOwnedBy({ takeId: take, attemptId: 'a1' })).toBe(false);
    expect(await book.takes.isOwnedBy({ takeId: take, attemptId: 'a2' })).toBe(true);
  },

  'gives an epoch the commit of which nothing older survives': async ({ book }) => {
    const takes = await order(book, { id: 's', takes: 30 });
    const begun = takes.map((take, index) => begin(book, take, `a${index}`));
    const raised = book.identity.raiseEpoch({});
    const after = raised.then(() => begin(book, takeOf('s', 29), 'late'));
    await Promise.all(begun);
    expect(await raised).toBe(1);
    expect(['epoch', 'moved-on']).toContain((await after).verdict);
    const fresh = await order(book, { id: 't' });
    expect(await begin(book, fresh[0] ?? '', 'b')).toMatchObject({ verdict: 'epoch' });
  },
};
