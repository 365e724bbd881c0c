import { expect } from 'vitest';
import {
  begin,
  type Cases,
  detail,
  finish,
  make,
  order,
  OUTPUT,
  plan,
  PROVIDER,
  rowOf,
  send,
  takeOf,
} from './harness.ts';

/** Rows for Redis, and the records of keys, lanes and the book itself. */
export const lineCases: Cases = {
  'rows of each state are complete, with growing versions': async ({ book }) => {
    const [take = ''] = await order(book, { id: 's', takes: 2, priority: 'low' });
    const common = {
      takeId: take,
      providerId: PROVIDER,
      storyboardId: 's',
      weight: 1,
      model: 'model-a',
      place: 1,
    };
    const flags = { isPaused: false, isFollowing: false, isReady: false };
    const expected = async (version: number, state: string, more: object = {}) =>
      expect(await rowOf(book, take)).toEqual({ ...common, ...flags, version, state, ...more });
    await expected(1, 'queued');
    await begin(book, take, 'a1');
    await expected(2, 'submitting');
    await book.takes.markUnconfirmed({ takeId: take, by: { attemptId: 'a1' }, detail });
    await expected(3, 'unconfirmed');
    await book.takes.accept({ takeId: take, attemptId: 'a1', operationId: 'op1', detail });
    const { submittedAt } = (await book.takes.read({ takeId: take }))!;
    const operation = { operationId: 'op1', submittedAt };
    await expected(4, 'rendering', operation);
    await book.takes.markOverdue({ takeId: take });
    await expected(5, 'overdue', operation);
    await finish(book, take, 'op1');
    await expected(7, 'completed', operation);
    expect(await rowOf(book, takeOf('s', 1))).toMatchObject({ place: 2, version: 1 });
  },

  'lists open takes by id, page by page': async ({ book }) => {
    const takes = await order(book, { id: 's', takes: 5 });
    await make(book, takes[0]!, '0');
    await send(book, takes[1]!, 'a1', 'op1');
    await begin(book, takes[2]!, 'a2');
    await send(book, takes[3]!, 'a3', 'op3');
    await book.takes.render({ takeId: takes[3]!, operationId: 'op3', output: OUTPUT, detail });
    const page = { providerId: PROVIDER, after: '', limit: 3 };
    const first = await book.takes.openVersions(page);
    expect(first).toEqual([
      { takeId: takes[1], version: 3 },
      { takeId: takes[2], version: 2 },
      { takeId: takes[3], version: 4 },
    ]);
    expect(await book.takes.openVersions({ ...page, after: takes[3]! })).toEqual([
      { takeId: takes[4], version: 1 },
    ]);
    expect(await book.takes.openVersions({ ...page, providerId: 'another' })).toEqual([]);
    const inFlight = await book.takes.openRows({ ...page, inFlight: true });
    expect(inFlight.map(({ takeId }) => takeId)).toEqual([takes[1], takes[2]]);
    const others = await book.takes.openRows({ ...page, inFlight: false });
    expect(others.map(({ takeId, state }) => [takeId, state])).toEqual([
      [takes[3], 'collecting'],
      [takes[4], 'queued'],
    ]);
    const rest = await book.takes.openRows({ ...page, inFlight: false, after: takes[3]!, limit: 1 });
    expect(rest).toMatchObject([{ takeId: takes[4] }]);
    await book.storyboards.pause({ id: 's' });
    expect(await book.takes.openVersions({ ...page, limit: 1 })).toEqual([{ takeId: takes[1], version: 4 }]);
  },

  'lists what is queued of a storyboard by place': async ({ book }) => {
    const takes = await order(book, { id: 's', takes: 12 });
    await begin(book, takes[1]!, 'a1');
    const rows = await book.takes.queuedRows({ storyboardId: 's', after: 0, limit: 3 });
    expect(rows.map(({ takeId, place }) => [takeId, place])).toEqual([
      [takes[0], 1],
      [takes[2], 3],
      [takes[3], 4],
    ]);
    const rest = await book.takes.queuedRows({ storyboardId: 's', after: 10, limit: 99 });
    expect(rest.map(({ place }) => place)).toEqual([11, 12]);
  },

  'reads hundreds of takes, rows and histories at once': async ({ book }) => {
    const takeIds = await order(book, { id: 's', takes: 1201 });
    expect(await book.takes.readMany({ takeIds: [...takeIds, 'x'] })).toHaveLength(1201);
    expect(await book.takes.lineRows({ takeIds: [...takeIds, 'x'] })).toHaveLength(1201);
    expect(await book.takes.timelines({ takeIds })).toHaveLength(1201);
    expect(await book.takes.lineRows({ takeIds: [] })).toEqual([]);
    const ids = takeIds.slice(0, 200);
    await book.takes.cancel({ takeIds: ids, detail });
    await book.takes.retry({ takeIds: ids, detail });
    expect(await book.contents.stored({ fingerprints: takeIds })).toEqual([]);
    expect(await book.operations.bound({ providerId: PROVIDER, operationIds: takeIds })).toEqual([]);
  },

  'counts stuck steps, overdue takes and incidents': async ({ book, sql }) => {
    const takes = await order(book, { id: 's', takes: 4 });
    const [waits = '', sends = '', collects = '', late = ''] = takes;
    await begin(book, sends, 'a1');
    await send(book, collects, 'a2', 'op2');
    await book.takes.render({ takeId: collects, operationId: 'op2', output: OUTPUT, detail });
    await send(book, late, 'a3', 'op3');
    await book.takes.markOverdue({ takeId: late });
    expect(await book.takes.stuck({ takeIds: takes, olderThanMs: 60_000 })).toEqual([]);
    await sql('update takes set changed_at = changed_at - 60000');
    const stuck = await book.takes.stuck({ takeIds: takes, olderThanMs: 60_000 });
    expect(stuck.map(({ takeId, state }) => `${takeId} ${state}`).sort()).toEqual([
      `${sends} submitting`,
      `${collects} collecting`,
    ]);
    expect(await book.takes.stuck({ takeIds: [waits], olderThanMs: 0 })).toEqual([]);
    expect(await book.takes.stuck({ takeIds: [], olderThanMs: 0 })).toEqual([]);
    expect(await book.takes.countOverdue({ providerId: PROVIDER })).toBe(1);
    expect(await book.takes.countOverdue({ providerId: 'another' })).toBe(0);
    expect(await book.operations.countIncidents({})).toBe(0);
    await book.takes.accept({ takeId: late, attemptId: 'a3', operationId: 'op4', detail });
    expect(await book.operations.countIncidents({})).toBe(1);
  },

  'keeps the history of a take, oldest first': async ({ book }) => {
    const [take = '', other = ''] = await order(book, { id: 's', takes: 2 });
    await begin(book, take, 'a1');
    await book.takes.record({ takeId: take, event: 'look', detail: { by: 'me', reason: 'why' } });
    const more = { requestId: 'r', detail: 'words', attempt: 1 };
    await book.takes.accept({
      takeId: take,
      attemptId: 'a1',
      operationId: 'op1',
      costMicros: 10_000,
      detail: more,
    });
    const { version } = await rowOf(book, take);
    expect(version).toBe(3);
    const [none, timeline] = await book.takes.timelines({ takeIds: [other, take] });
    expect(none).toEqual([]);
    expect(timeline).toMatchObject([
      { event: 'begin', attempt: 1 },
      { event: 'look', by: 'me', reason: 'why' },
      { event: 'accept', operationId: 'op1', costCents: 1, ...more },
    ]);
    expect(timeline?.[0]?.at).toMatch(/^\d{4}-\d\d-\d\dT/);
  },

  'remembers what people made of a lane': async ({ book }) => {
    const decisions = () => book.lanes.decisions({ providerId: PROVIDER });
    expect(await decisions()).toEqual({});
    const decide = (decision: Parameters<typeof book.lanes.decide>[0]['decision']) =>
      book.lanes.decide({ providerId: PROVIDER, decision, by: 'me' });
    await decide({ kind: 'maximum', maximum: 3, configured: 10 });
    await decide({ kind: 'isolated', note: 'odd' });
    expect(await decisions()).toEqual({ isolated: { note: 'odd' }, maximum: { maximum: 3, configured: 10 } });
    await decide({ kind: 'opened' });
    await decide({ kind: 'maximum', maximum: 5, configured: 10 });
    expect(await decisions()).toEqual({ maximum: { maximum: 5, configured: 10 } });
    expect(await book.lanes.decisions({ providerId: 'another' })).toEqual({});
  },

  'keeps keys by name; one that was revoked may be given anew': async ({ book }) => {
    const key = { name: 'k', sha256: 'one', scope: 'order' as const, budgetMicros: 5 };
    expect(await book.keys.create({ key })).toEqual({ verdict: 'created' });
    expect(await book.keys.create({ key: { ...key, sha256: 'two' } })).toEqual({ verdict: 'exists' });
    expect(await book.keys.list({})).toMatchObject([key]);
    expect(await book.keys.revoke({ name: 'k' })).toEqual({ verdict: 'done' });
    const [{ revokedAt } = {}] = await book.keys.list({});
    expect(revokedAt).toBeGreaterThan(0);
    expect(await book.keys.revoke({ name: 'k' })).toEqual({ verdict: 'done' });
    expect(await book.keys.list({})).toMatchObject([{ revokedAt }]);
    expect(await book.keys.revoke({ name: 'x' })).toEqual({ verdict: 'unknown' });
    const { budgetMicros: _none, ...open } = key;
    expect(await book.keys.create({ key: { ...open, sha256: 'two' } })).toEqual({ verdict: 'created' });
    const [again] = await book.keys.list({});
    expect(again).toMatchObject({ sha256: 'two' });
    expect(again).not.toHaveProperty('revokedAt');
    expect(again).not.toHaveProperty('budgetMicros');
    expect(await book.keys.setBudget({ name: 'k', budgetMicros: 9 })).toEqual({ verdict: 'done' });
    expect(await book.keys.list({})).toMatchObject([{ budgetMicros: 9 }]);
    await book.keys.setBudget({ name: 'k', budgetMicros: null });
    expect((await book.keys.list({}))[0]).not.toHaveProperty('budgetMicros');
  },

  'knows who it is': async ({ book, driver }) => {
    const first = await book.identity.read({});
    expect(first).toMatchObject({ schema: 6, redisEpoch: 0, isEmpty: true });
    expect(first.bookId).not.toBe('');
    expect(first).not.toHaveProperty('storeMark');
    await driver.write('identity.ensure', { bookId: 'another' });
    expect(await book.identity.raiseEpoch({})).toBe(1);
    expect(await book.identity.raiseEpoch({})).toBe(2);
    expect(await book.identity.bindStore({ mark: 'mark' })).toBe('mark');
    expect(await book.identity.bindStore({ mark: 'other' })).toBe('mark');
    await order(book, { id: 's' });
    const known = {
      bookId: first.bookId,
      schema: 6,
      redisEpoch: 2,
      currency: 'USD',
      storeMark: 'mark',
      isEmpty: false,
    };
    expect(await book.identity.read({})).toEqual(known);
    expect(book.driver).toBe(driver.kind);
    expect(await book.health()).toMatchObject({ ok: true, driver: driver.kind });
  },

  'keeps its currency, which changes only while it is empty': async ({ book, driver }) => {
    const ensure = (code?: string, isSet = false) =>
      driver.write('identity.ensure', { bookId: 'b', ...(code ? { currency: { code, isSet } } : {}) });
    expect([await ensure(), await ensure('CNY'), await ensure('EUR')]).toEqual(['USD', 'CNY', 'CNY']);
    expect([await ensure('EUR', true), await ensure('CNY')]).toEqual(['EUR', 'EUR']);
    await order(book, { id: 's' });
    expect([await ensure('CNY', true), await ensure()]).toEqual(['EUR', 'EUR']);
    expect(await book.identity.read({})).toMatchObject({ currency: 'EUR' });
  },

  'counts older orders in US dollars, unless told otherwise': async ({ book, driver }) => {
    await order(book, { id: 's' });
    const currency = { code: 'CNY', isSet: false };
    expect(await driver.write('identity.ensure', { bookId: 'b', currency })).toBe('USD');
  },

  'keeps an operation of 2 KB until the take is retried': async ({ book }) => {
    const [take = ''] = await order(book, { id: 's', takes: 1 });
    const operationId = `影${Buffer.alloc(1_536, 'op').toString('base64').slice(0, 2_045)}`;
    const operationRef = JSON.stringify({ model: 'm', at: ['影', 'x'.repeat(4_000)] });
    await begin(book, take, 'a1');
    const facts = { takeId: take, attemptId: 'a1', operationId, operationRef, detail };
    const known = { operationId, operationRef };
    expect(await book.takes.accept(facts)).toMatchObject({ verdict: 'accepted', moved: [known] });
    expect(await book.takes.accept(facts)).toMatchObject({ verdict: 'already' });
    expect(await book.takes.read({ takeId: take })).toMatchObject(known);
    expect(
      await book.takes.openRows({ providerId: PROVIDER, inFlight: true, after: '', limit: 9 }),
    ).toMatchObject([known]);
    await book.takes.end({
      takeId: take,
      event: 'fail',
      operationId,
      failure: { reason: 'provider-failed', message: 'The render failed.' },
      detail,
    });
    await book.takes.retry({ takeIds: [take], detail });
    const [row] = await book.takes.lineRows({ takeIds: [take] });
    expect(row).not.toHaveProperty('operationRef');
  },

  'keeps takes of one storyboard in their own providers’ lanes': async ({ book }) => {
    const planned = plan({ id: 's', takes: 2 });
    const takes = planned.takes.map((take, index) =>
      index === 0 ? take : { ...take, providerId: 'second' },
    );
    await book.storyboards.accept({ storyboard: { ...planned, takes } });
    const rows = await book.takes.queuedRows({ storyboardId: 's', after: 0, limit: 9 });
    expect(rows.map(({ providerId }) => providerId)).toEqual([PROVIDER, 'second']);
    const open = await book.takes.openVersions({ providerId: 'second', after: '', limit: 9 });
    expect(open.map(({ takeId }) => takeId)).toEqual([rows[1]?.takeId]);
    await send(book, rows[0]!.takeId, 'a1', 'op');
    await send(book, rows[1]!.takeId, 'a2', 'op');
    expect(await book.operations.bound({ providerId: 'second', operationIds: ['op'] })).toEqual(['op']);
  },
};
