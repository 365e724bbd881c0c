import type { PlannedStoryboard, PlannedTake } from '@cineflow/core';
import { eventually, type PrivatePostgres, startPrivatePostgres } from '@cineflow/testkit';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Begun } from '../calls.ts';
import type { Driver } from '../driver.ts';
import { type ProcedureName, procedures } from '../procedures/registry.ts';
import { all, type SqlValue, type Steps } from '../sql/procedure.ts';
import { natives } from './natives.ts';
import { openPostgres } from './open-postgres.ts';

let server: PrivatePostgres;
beforeAll(async () => {
  server = await startPrivatePostgres();
});
afterAll(() => server.stop());

function* sql({ text, values = [] }: { text: string; values?: SqlValue[] }): Steps<unknown> {
  return yield* all(text, ...values);
}

type Call = (name: ProcedureName | 'sql', args: unknown) => Promise<unknown>;

async function open(schema: string, hasFunction: boolean): Promise<{ driver: Driver; call: Call }> {
  const driver = await openPostgres({
    url: server.url,
    schema,
    registry: { ...procedures, sql: { run: sql, writes: true } },
    natives: hasFunction ? natives : {},
  });
  return { driver, call: (name, args) => driver.write(name as ProcedureName, args) };
}

const clip = { key: 'a/b.mp4', sizeBytes: 3, sha256: 'aa', durationSeconds: 2.5 };

function storyboard(
  id: string,
  options: Partial<PlannedStoryboard> & { prices?: (number | undefined)[] } = {},
) {
  const { prices = [10], ...rest } = options;
  const takes = prices.map((priceCents, index): PlannedTake => {
    const request: PlannedTake['request'] = {
      model: 'm',
      prompt: `"${id}" 影 ? \u0000`,
      inputs: [],
      durationSeconds: 10,
      aspectRatio: '9:16',
    };
    const price = priceCents === undefined ? {} : { priceCents };
    return {
      segmentIndex: index + 1,
      takeNumber: 1,
      providerId: 'p',
      request,
      fingerprint: `print-${index}`,
      ...price,
    };
  });
  const kind = {
    name: id,
    providerId: 'p',
    model: 'm',
    priority: 'normal' as const,
    force: false,
    warnings: [],
  };
  return { storyboard: { id, ...kind, ...rest, takes } };
}

/** Runs every case of begin in order; returns verdict and reply. */
async function story(call: Call): Promise<unknown[]> {
  const replies: unknown[] = [];
  const begin = async (takeId: string, args: object = {}): Promise<void> => {
    const reply = (await call('takes.begin', {
      takeId,
      attemptId: `of-${takeId}`,
      epoch: 1,
      ...args,
    })) as Begun;
    replies.push([takeId, 'now' in reply ? { ...reply, now: typeof reply.now } : reply]);
  };
  const write = (text: string): Promise<unknown> => call('sql', { text });
  const order = (...args: Parameters<typeof storyboard>) =>
    call('storyboards.acceptWhole', storyboard(...args));

  await call('identity.ensure', { bookId: 'book' });
  await call('identity.raiseEpoch', {});
  await order('plain', { prices: [10, 12.345, undefined] });
  await order('same', { prices: [10, 10, 10], apiKeyName: 'k' });
  await order('also', { prices: [10], apiKeyName: 'k' });
  await order('forced', { prices: [10], apiKeyName: 'k', force: true });
  await order('poor', { prices: [10, undefined], budgetMicros: 50_001, apiKeyName: 'o' });
  await order('rich', { prices: [10, 10], budgetMicros: 1_000_000, apiKeyName: 'c' });
  await write(`insert into budgets values ('key:c', 155000, 0, 55000), ('key:k', null, 0, 0)`);

  await begin('nothing-1-1');
  await begin('plain-1-1', { epoch: 2 });
  await begin('plain-1-1', { epoch: null });
  await begin('plain-1-1', { knownVersion: 7 });
  await begin('plain-1-1', { knownVersion: 1 });
  await begin('plain-1-1');
  await begin('plain-1-1', { attemptId: 'another' });
  await begin('plain-2-1');
  await begin('plain-3-1');
  await begin('same-1-1');
  await begin('also-1-1');
  await begin('also-1-1');
  await begin('also-1-1', { epoch: null });
  await begin('forced-1-1');
  await begin('poor-1-1');
  await begin('poor-2-1');
  await begin('rich-1-1', { dailyBudgetMicros: 650_000 });
  await begin('rich-2-1', { dailyBudgetMicros: 450_000 });
  await begin('same-2-1', { dailyBudgetMicros: 450_000 });
  await write(`delete from contents where scope = 'k' and fingerprint = 'print-0'`);
  await begin('also-1-1', { epoch: null });
  await write(`insert into contents values ('z', 'print-0', 'old', 1, '${JSON.stringify(clip)}')`);
  await begin('also-1-1');
  await write(`update storyboards set is_paused = 1 where id = 'same'`);
  await begin('same-3-1');
  await write(
    `update takes set state = 'completed', clip = '${JSON.stringify(clip)}' where id = 'plain-1-1'`,
  );
  await begin('plain-1-1');
  await write(
    `update takes set state = 'failed', failure = '{"reason": "invalid", "message": "no \\u0000"}' where id = 'plain-2-1'`,
  );
  await begin('plain-2-1');
  const [near] = storyboard('near', { prices: [10] }).storyboard.takes;
  if (near === undefined) throw new Error('no take');
  const routes = [near, { ...near, providerId: 'far', fingerprint: 'print-0 far', priceCents: 30 }];
  const routed = {
    ...storyboard('near').storyboard,
    takes: [{ ...near, fingerprint: 'print-0 near', routes }],
  };
  await call('storyboards.acceptWhole', { storyboard: routed });
  await call('takes.reroute', { takeId: 'near-1-1', rank: 2, detail: 'no money' });
  await write(`delete from contents where fingerprint = 'print-0'`);
  await write(`insert into contents values ('', 'print-0', 'old', 1, '${JSON.stringify(clip)}')`);
  await begin('near-1-1', { attemptId: 'near-1' });
  await write(`delete from contents where fingerprint = 'print-0'`);
  await begin('near-1-1', { attemptId: 'near-2' });
  return replies;
}

const dumps = [
  `select id, state, version, attempts, attempt_id, follows, reserved_micros, begun_at > 0 as begun from takes order by id`,
  `select id, take_id, generation, number, redis_epoch, reserved_micros, reserved_on from attempts order by id`,
  `select * from contents order by scope, fingerprint`,
  `select * from budgets order by id`,
  `select take_id, n, event, detail::jsonb as detail from events order by take_id, n`,
];

test('begin.sql equals begin.ts', async () => {
  const steps = await open('steps', false);
  const native = await open('native', true);
  try {
    const expected = await story(steps.call);
    const met = new Set(expected.map((reply) => (reply as [string, Begun])[1].verdict));
    const verdicts = 'budget elsewhere epoch follow go moved-on no-permit paused reuse rolled-back unknown';
    expect([...met].sort().join(' ')).toBe(verdicts);
    expect(await story(native.call)).toEqual(expected);
    for (const text of dumps)
      expect(await native.call('sql', { text })).toEqual(await steps.call('sql', { text }));
  } finally {
    await Promise.all([steps.driver.close(), native.driver.close()]);
  }
});

test('one take per content is sent, within the budget', async () => {
  const { driver, call } = await open('race', true);
  try {
    await call('identity.ensure', { bookId: 'book' });
    const ids = Array.from({ length: 40 }, (_, index) => `s${index}`);
    for (const id of ids) {
      await call(
        'storyboards.acceptWhole',
        storyboard(id, { prices: [10, 10], apiKeyName: 'k', force: id > 's2' }),
      );
    }
    await call('sql', { text: `insert into budgets values ('key:k', 2500000, 0, 0)` });
    const begin = (id: string) =>
      call('takes.begin', { takeId: `${id}-1-1`, attemptId: id, epoch: 0, dailyBudgetMicros: 9_000_000 });
    const begun = (await Promise.all(ids.map(begin))) as Begun[];
    const count = (verdict: string): number => begun.filter((one) => one.verdict === verdict).length;
    expect(count('go')).toBe(25);
    expect(count('budget') + count('follow')).toBe(15);
    const again = (await Promise.all(ids.map(begin))) as Begun[];
    expect(again.filter((one) => one.verdict === 'go')).toHaveLength(25);
    expect(await call('sql', { text: 'select id, reserved_micros from budgets order by id' })).toEqual([
      { id: expect.stringContaining('day:'), reserved_micros: 2_500_000 },
      { id: 'key:k', reserved_micros: 2_500_000 },
    ]);
  } finally {
    await driver.close();
  }
});

test.each([
  ['the steps', 'day_steps', false],
  ['the function', 'day_native', true],
])('a limit set during a begin counts it: %s', async (_, schema, hasFunction) => {
  const { driver, call } = await open(schema, hasFunction);
  const other = new pg.Client({ connectionString: server.url });
  await other.connect();
  try {
    await call('identity.ensure', { bookId: 'book' });
    await call('storyboards.acceptWhole', storyboard('s', { prices: [10, 10] }));
    await other.query(`begin; set local search_path to ${schema}`);
    await other.query(
      `insert into attempts (id, take_id, generation, number, provider_id, model, redis_epoch, reserved_micros,
         reserved_on, opened_at)
       values ('a1', 's-1-1', 1, 1, 'p', 'm', 0, 100000, floor(extract(epoch from clock_timestamp()) / 86400), 1)`,
    );
    const begun = call('takes.begin', {
      takeId: 's-2-1',
      attemptId: 'a2',
      epoch: 0,
      dailyBudgetMicros: 150_000,
    });
    const waiting = `select 1 from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`;
    await eventually(async () => (await other.query(waiting)).rows.length > 0);
    await other.query('commit');
    expect(await begun).toMatchObject({ verdict: 'budget' });
    expect(await call('sql', { text: 'select reserved_micros from budgets' })).toEqual([
      { reserved_micros: 100_000 },
    ]);
  } finally {
    await other.end();
    await driver.close();
  }
});

test('a first budget counts a cost that is being booked, also of a take that ended', async () => {
  const { driver, call } = await open('first_budget', true);
  const other = new pg.Client({ connectionString: server.url });
  await other.connect();
  try {
    await call('identity.ensure', { bookId: 'book' });
    await call('storyboards.acceptWhole', storyboard('s', { prices: [10, 10] }));
    await call('sql', { text: `update takes set state = 'completed' where id = 's-1-1'` });
    await other.query(`begin; set local search_path to first_budget`);
    await other.query(`select 1 from takes where id = 's-1-1' for update`);
    const set = call('storyboards.setBudget', { id: 's', budgetMicros: 150_000 });
    const waiting = `select 1 from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`;
    await eventually(async () => (await other.query(waiting)).rows.length > 0);
    const begun = call('takes.begin', { takeId: 's-2-1', attemptId: 'a2', epoch: 0 });
    await other.query(`update takes set spent_micros = 100000 where id = 's-1-1'; commit`);
    expect(await set).toEqual({ verdict: 'done' });
    expect(await begun).toMatchObject({ verdict: 'budget' });
    expect(await call('sql', { text: 'select spent_micros from budgets' })).toEqual([
      { spent_micros: 100_000 },
    ]);
  } finally {
    await other.end();
    await driver.close();
  }
});
