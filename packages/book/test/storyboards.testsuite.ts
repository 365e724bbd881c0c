import { expect } from 'vitest';
import {
  begin,
  type Cases,
  clipOf,
  detail,
  make,
  order,
  OUTPUT,
  plan,
  PRICE,
  PROVIDER,
  rowOf,
  send,
  takeOf,
} from './harness.ts';

/** Storyboards as they are ordered, read, paused and removed. */
export const storyboardCases: Cases = {
  'takes texts with the character 0': async ({ book }) => {
    const [take = ''] = await order(book, { id: 's', name: 'a\0b' });
    const who = { by: '\0', reason: 'a\0b' };
    expect(await book.storyboards.pause({ id: 's', ...who })).toEqual({ verdict: 'done' });
    expect(await book.storyboards.resume({ id: 's', ...who })).toEqual({ verdict: 'done' });
    expect(await book.storyboards.read({ id: 's' })).toMatchObject({ name: expect.stringMatching(/^a.b$/s) });
    await send(book, take, 'a1', 'o\0p');
    const operationIds = ['o\0p', 'o\0q'];
    expect(await book.operations.bound({ providerId: PROVIDER, operationIds })).toHaveLength(1);
  },

  'keeps a storyboard as it was ordered': async ({ book }) => {
    const warnings = [{ pointer: '/segments/0', code: 'duration-adjusted' as const, detail: 'Rounded.' }];
    const wanted = {
      priority: 'high',
      retryFailed: 2,
      budgetMicros: 5 * PRICE,
      apiKeyName: 'key',
      warnings,
    } as const;
    await order(book, { id: 's', takes: 3, ...wanted });
    const record = await book.storyboards.read({ id: 's' });
    expect(record).toMatchObject({
      id: 's',
      name: 'Name of s',
      providerId: PROVIDER,
      model: 'model-a',
      ...wanted,
      shots: 3,
      takes: 3,
      spentMicros: 0,
      reservedMicros: 0,
      isPaused: false,
    });
    expect(record?.counts).toMatchObject({ queued: 3, completed: 0 });
    expect(record).not.toHaveProperty('finishedAt');
    expect(await book.storyboards.read({ id: 'x' })).toBeNull();
    const takes = await book.storyboards.takes({ id: 's' });
    expect(takes.map(({ takeId }) => takeId)).toEqual([0, 1, 2].map((index) => takeOf('s', index)));
    expect(takes[1]).toMatchObject({
      storyboardName: 'Name of s',
      segmentIndex: 1,
      takeNumber: 1,
      fingerprint: 'content of s 1',
      state: 'queued',
      version: 1,
      generation: 1,
      attempts: 0,
      priceMicros: PRICE,
      apiKeyName: 'key',
      force: false,
      bought: 0,
    });
  },

  'says what is optional only where it was ordered': async ({ book }) => {
    await order(book, { id: 's', price: null });
    const record = await book.storyboards.read({ id: 's' });
    for (const field of ['budgetMicros', 'apiKeyName', 'retryFailed'])
      expect(record).not.toHaveProperty(field);
    expect(await book.takes.read({ takeId: takeOf('s') })).not.toHaveProperty('priceMicros');
  },

  'keeps one storyboard when the same is sent twice': async ({ book }) => {
    const storyboard = plan({ id: 's', takes: 3 });
    expect(await book.storyboards.accept({ storyboard })).toEqual({ verdict: 'accepted' });
    await begin(book, takeOf('s'), 'a1');
    expect(await book.storyboards.accept({ storyboard })).toEqual({ verdict: 'accepted' });
    expect(await book.storyboards.read({ id: 's' })).toMatchObject({
      takes: 3,
      counts: { queued: 2, submitting: 1 },
    });
  },

  'sums its takes’ costs and finishes with the last': async ({ book }) => {
    const [one = '', two = '', three = ''] = await order(book, { id: 's', takes: 3 });
    await make(book, one, '1');
    await send(book, two, 'a2', 'op2');
    await begin(book, three, 'a3');
    expect(await book.storyboards.read({ id: 's' })).toMatchObject({
      spentMicros: 2 * PRICE,
      reservedMicros: PRICE,
      counts: {
        completed: 1,
        rendering: 1,
        submitting: 1,
        queued: 0,
      },
    });
    await book.takes.requeue({ takeId: three, attemptId: 'a3', by: 'holder', detail });
    await book.takes.cancel({ takeIds: [three], detail });
    const failure = { reason: 'provider-failed' as const, message: 'No.' };
    await book.takes.end({ takeId: two, event: 'fail', operationId: 'op2', failure, detail });
    const record = await book.storyboards.read({ id: 's' });
    const ended = await book.takes.readMany({ takeIds: [one, two, three] });
    expect(record?.finishedAt).toBe(Math.max(...ended.map(({ finishedAt = 0 }) => finishedAt)));
    await book.takes.retry({ takeIds: [three], detail });
    expect(await book.storyboards.read({ id: 's' })).not.toHaveProperty('finishedAt');
  },

  'counts clips that are not as they were ordered': async ({ book }) => {
    await order(book, { id: 's', takes: 3 });
    const sizes = [{ width: 640, height: 360 }, { width: 360, height: 640 }, {}];
    for (const [index, size] of sizes.entries()) {
      const takeId = takeOf('s', index);
      await send(book, takeId, `a${index}`, `o${index}`);
      await book.takes.render({ takeId, operationId: `o${index}`, output: OUTPUT, detail });
      await book.takes.store({ takeId, clip: { ...clipOf(`k${index}`), ...size }, detail });
    }
    expect(await book.storyboards.read({ id: 's' })).toMatchObject({ differing: 1 });
    // An equal take is given the same clip.
    await order(book, { id: 'again', takes: 1 });
    await book.takes.reuse({ takeId: takeOf('again', 0), clip: { ...clipOf('k1'), ...sizes[1] }, detail });
    const { storyboards } = await book.storyboards.list({ limit: 9 });
    expect(storyboards.map(({ differing }) => differing)).toEqual([1, 1]);
    await order(book, { id: 'other', takes: 1 });
    expect(await book.storyboards.read({ id: 'other' })).not.toHaveProperty('differing');
  },
  'counts bought takes of which no price is known': async ({ book }) => {
    await order(book, { id: 's', takes: 3, price: null });
    await send(book, takeOf('s', 0), 'a0', 'o0');
    await begin(book, takeOf('s', 1), 'a1');
    const told = { operationId: 'o1', costMicros: 60_000, detail };
    await book.takes.accept({ takeId: takeOf('s', 1), attemptId: 'a1', ...told });
    expect(await book.storyboards.read({ id: 's' })).toMatchObject({ unpriced: 1, spentMicros: 60_000 });
    await order(book, { id: 'priced', takes: 1 });
    await send(book, takeOf('priced', 0), 'a2', 'o2');
    expect(await book.storyboards.read({ id: 'priced' })).not.toHaveProperty('unpriced');
  },

  'lists the newest first, page by page, and by owner': async ({ book, sql }) => {
    for (const [index, id] of ['a', 'b', 'c', 'd', 'e'].entries()) {
      await order(book, { id, ...(index % 2 === 0 ? { apiKeyName: 'even' } : {}) });
      // b, c and d were ordered in the same ms.
      await sql('update storyboards set created_at = ? where id = ?', { a: 10, e: 30 }[id] ?? 20, id);
    }
    const page = await book.storyboards.list({ limit: 2 });
    expect(page.storyboards.map(({ id }) => id)).toEqual(['e', 'd']);
    expect(page.nextCursor).toBe('d');
    const next = await book.storyboards.list({ limit: 2, before: 'd' });
    expect(next.storyboards.map(({ id }) => id)).toEqual(['c', 'b']);
    const last = await book.storyboards.list({ limit: 2, before: 'b' });
    expect(last.storyboards.map(({ id }) => id)).toEqual(['a']);
    expect(last).not.toHaveProperty('nextCursor');
    const own = await book.storyboards.list({ limit: 9, apiKeyName: 'even' });
    expect(own.storyboards.map(({ id }) => id)).toEqual(['e', 'c', 'a']);
    expect(await book.storyboards.list({ limit: 9, before: 'x' })).toEqual({ storyboards: [] });
  },

  'reads takes by place, page by page and by state': async ({ book }) => {
    const takes = await order(book, { id: 's', takes: 5 });
    await begin(book, takes[1]!, 'a1');
    const ids = async (args: object) =>
      (await book.storyboards.takes({ id: 's', ...args })).map(({ takeId }) => takes.indexOf(takeId));
    expect(await ids({ limit: 2 })).toEqual([0, 1]);
    expect(await ids({ after: 2, limit: 2 })).toEqual([2, 3]);
    expect(await ids({ after: 4 })).toEqual([4]);
    expect(await ids({ states: ['queued'] })).toEqual([0, 2, 3, 4]);
    expect(await ids({ states: ['queued', 'submitting'], after: 1, limit: 2 })).toEqual([1, 2]);
    expect(await ids({ states: ['failed'] })).toEqual([]);
  },

  'pause and resume raise the version of every take, once': async ({ book, sql }) => {
    const [take = ''] = await order(book, { id: 's' });
    const versions = [(await rowOf(book, take)).version];
    for (const step of ['pause', 'pause', 'resume', 'resume'] as const) {
      expect(await book.storyboards[step]({ id: 's', by: 'me', reason: 'why' })).toEqual({ verdict: 'done' });
      versions.push((await rowOf(book, take)).version);
    }
    expect(versions).toEqual([1, 2, 2, 3, 3]);
    expect(await book.storyboards.pause({ id: 'x' })).toEqual({ verdict: 'unknown' });
    expect(await book.storyboards.resume({ id: 'x' })).toEqual({ verdict: 'unknown' });
    const decided = await sql(
      `select kind, decided_by, detail from decisions where subject = 'storyboard:s' order by n`,
    );
    expect(decided).toEqual([
      { kind: 'paused', decided_by: 'me', detail: '{"reason":"why"}' },
      { kind: 'resumed', decided_by: 'me', detail: '{"reason":"why"}' },
    ]);
  },

  'pause lets what was sent go on': async ({ book }) => {
    const [take = ''] = await order(book, { id: 's' });
    await begin(book, take, 'a1');
    await book.storyboards.pause({ id: 's' });
    expect(await book.storyboards.read({ id: 's' })).toMatchObject({ isPaused: true });
    expect(
      await book.takes.accept({ takeId: take, attemptId: 'a1', operationId: 'op', detail }),
    ).toMatchObject({ verdict: 'accepted' });
  },

  'removes what is final, and keeps its receipts': async ({ book }) => {
    const [one = '', two = ''] = await order(book, { id: 's', takes: 2 });
    await make(book, one, '1');
    expect(await book.storyboards.remove({ id: 's' })).toEqual({ verdict: 'open' });
    await book.takes.cancel({ takeIds: [two], detail });
    expect(await book.storyboards.remove({ id: 's', by: 'me', reason: 'old' })).toEqual({
      verdict: 'removed',
    });
    expect(await book.storyboards.remove({ id: 's' })).toEqual({ verdict: 'unknown' });
    expect(await book.storyboards.remove({ id: 'x' })).toEqual({ verdict: 'unknown' });
    expect(await book.storyboards.read({ id: 's' })).toBeNull();
    expect(await book.storyboards.list({ limit: 9 })).toEqual({ storyboards: [] });
    expect(await book.storyboards.takes({ id: 's' })).toEqual([]);
    expect(await book.takes.read({ takeId: one })).toBeNull();
    expect(await book.storyboards.pause({ id: 's' })).toEqual({ verdict: 'unknown' });
    expect(await book.storyboards.setBudget({ id: 's', budgetMicros: 1 })).toEqual({ verdict: 'unknown' });
    expect(await book.takes.retry({ takeIds: [two], detail })).toMatchObject({ verdict: 'stale' });
    expect(await book.operations.ofStoryboard({ id: 's' })).toMatchObject([
      { takeId: one, operationId: 'operation 1' },
    ]);
    expect(await book.budgets.ofProvider({ providerId: PROVIDER })).toMatchObject({ spentMicros: PRICE });
    const [again = ''] = await order(book, { id: 't', contents: ['content of s 0'] });
    expect(await begin(book, again, 'a')).toMatchObject({ verdict: 'reuse', maker: one });
  },

  'records what is found for a removed storyboard, and brings nothing back': async ({ book }) => {
    const [take = ''] = await order(book, { id: 's', apiKeyName: 'key' });
    await begin(book, take, 'a1');
    await book.takes.requeue({ takeId: take, attemptId: 'a1', by: 'holder', detail });
    await book.takes.cancel({ takeIds: [take], detail });
    await book.storyboards.remove({ id: 's' });
    const late = await book.takes.accept({ takeId: take, attemptId: 'a1', operationId: 'op1', detail });
    expect(late).toMatchObject({ verdict: 'second' });
    expect(await book.operations.ofStoryboard({ id: 's' })).toMatchObject([
      { operationId: 'op1', costMicros: PRICE },
    ]);
    expect(await book.operations.incidents({ limit: 9 })).toMatchObject([
      { operationId: 'op1', takeId: take },
    ]);
    expect(await book.takes.openVersions({ providerId: PROVIDER, after: '', limit: 9 })).toEqual([]);
    expect(
      await book.takes.accept({ takeId: take, attemptId: 'a1', operationId: 'op1', detail }),
    ).toMatchObject({ verdict: 'already' });
  },
};
