import type { LineTake } from '@cineflow/core';
import { expect } from 'vitest';
import { PROVIDER } from './harness.ts';
import type { Pair } from './rounds.ts';

/** The newest row of each take in Redis. */
export type Told = Map<string, LineTake>;

/** The whole book says what the reference says. */
export async function expectEqual({ harness, model }: Pair): Promise<void> {
  const { book, sql } = harness;
  const ids = [...model.takes.keys()];
  const byId = new Map((await book.takes.readMany({ takeIds: ids })).map((take) => [take.takeId, take]));
  for (const take of model.takes.values()) {
    const found = byId.get(take.id);
    const { reserved, spent } = model.sums((id) => id === take.id);
    const isOpen = [...model.attempts.values()].some(
      ({ take: of, fate }) => of === take.id && fate === 'open',
    );
    expect({ id: take.id, ...found }).toMatchObject({
      id: take.id,
      state: take.state,
      generation: take.generation,
      attempts: take.attempts,
      bought: take.bought,
      isCancelAsked: take.isCancelAsked,
      spentMicros: spent,
    });
    expect([take.id, found?.attemptId, found?.operationId, found?.follows, found?.reservedMicros]).toEqual([
      take.id,
      take.attempt,
      take.operation,
      take.follows,
      isOpen ? reserved : undefined,
    ]);
  }
  for (const { id } of model.boards.values()) {
    const record = await book.storyboards.read({ id });
    const { reserved, spent } = model.budget(`storyboard:${id}`);
    expect([id, record?.reservedMicros, record?.spentMicros]).toEqual([id, reserved, spent]);
  }
  await expectMoney({ harness, model } as Pair);
  const operations = await sql(
    'select operation_id as id, take_id as take, cost_micros as cost, refund_micros as refund from operations',
  );
  const bought = [...model.operations.values()].map(({ id, take, cost, refund }) => ({
    id,
    take,
    cost,
    refund,
  }));
  expect(operations.length).toBe(bought.length);
  expect(operations).toEqual(expect.arrayContaining(bought));
  const contents = await sql('select scope, fingerprint, maker, is_stored from contents');
  const slots = [...model.contents].map(
    ([slot, { maker, clip }]) => `${slot} ${maker} ${clip === null ? 0 : 1}`,
  );
  expect(contents.map((row) => Object.values(row).join(' ')).sort()).toEqual(slots.sort());
}

/** Every budget counts what the attempts and operations say, with a row and without one. */
export async function expectMoney({ harness, model }: Pair): Promise<void> {
  const { book, sql } = harness;
  const rows = await sql('select * from budgets order by id');
  expect(rows.map(({ id, limit_micros: limit }) => [id, limit])).toEqual([...model.limits].sort(byName));
  for (const row of rows) {
    const id = String(row['id']);
    const { reserved, spent } = model.budget(id);
    expect([id, row['reserved_micros'], row['spent_micros']]).toEqual([id, reserved, spent]);
  }
  const { reserved, spent } = model.sums(() => true, model.day);
  const today = { reservedMicros: reserved, spentMicros: spent };
  expect(await book.budgets.ofDay({ at: model.day * 86_400_000 })).toEqual(today);
  const { reserved: open, spent: ever } = model.sums(() => true);
  const all = { reservedMicros: open, spentMicros: ever };
  expect(await book.budgets.ofProvider({ providerId: PROVIDER })).toMatchObject(all);
}

const byName = ([one]: [string, unknown], [two]: [string, unknown]): number => (one < two ? -1 : 1);

/** A changed row has a higher version: Redis takes no other. */
export async function expectVersions({ harness, model }: Pair, told: Told): Promise<void> {
  for (const row of await harness.book.takes.lineRows({ takeIds: [...model.takes.keys()] })) {
    const before = told.get(row.takeId);
    told.set(row.takeId, row);
    if (before === undefined) continue;
    const { version, isReady, ...now } = row;
    const { version: known, isReady: wasReady, ...then } = before;
    expect(version).toBeGreaterThanOrEqual(known);
    // The job reports a new clip; the row must report a lost one.
    const isChanged = JSON.stringify(now) !== JSON.stringify(then) || (wasReady && !isReady);
    if (isChanged) expect([row, version > known]).toEqual([row, true]);
  }
}
