import { expect } from 'vitest';
import {
  begin,
  budgetOf,
  type Cases,
  dayIdOf,
  detail,
  finish,
  make,
  order,
  PRICE,
  PROVIDER,
  rowOf,
  send,
} from './harness.ts';

const refused = { reason: 'gave-up' as const, message: 'Given up.' };
const NOON = Date.UTC(2026, 5, 1, 12);
const DAY_MS = 86_400_000;

/** Licences never exceed a limit. */
export const budgetCases: Cases = {
  'parks what does not fit until there is room': async (harness) => {
    const { book } = harness;
    const [one = '', two = ''] = await order(book, { id: 's', takes: 2, budgetMicros: PRICE + 1 });
    await begin(book, one, 'a1');
    const parked = await begin(book, two, 'a2');
    expect(parked).toEqual({
      verdict: 'budget',
      budgetId: 'storyboard:s',
      moved: [],
      detail: 'the storyboard has 0 of 25 cents left, the take costs 25',
    });
    expect(await budgetOf(harness, 'storyboard:s')).toMatchObject({ reserved: PRICE, spent: 0 });
    await book.storyboards.setBudget({ id: 's', budgetMicros: 2 * PRICE });
    expect(await begin(book, two, 'a3')).toMatchObject({ verdict: 'go' });
    expect(await budgetOf(harness, 'storyboard:s')).toMatchObject({ reserved: 2 * PRICE });
  },

  'what is parked does not keep its content': async ({ book }) => {
    const [poor = ''] = await order(book, { id: 's', budgetMicros: 1, contents: ['same'] });
    const [rich = ''] = await order(book, { id: 't', contents: ['same'] });
    expect(await begin(book, poor, 'a1')).toMatchObject({ verdict: 'budget' });
    expect(await begin(book, rich, 'a2')).toMatchObject({ verdict: 'go' });
    await book.takes.accept({ takeId: rich, attemptId: 'a2', operationId: 'op', detail });
    await finish(book, rich, 'op', 'clip');
    // Nothing is to be paid now.
    expect(await begin(book, poor, 'a3')).toMatchObject({ verdict: 'reuse' });
  },

  'sends nothing of unknown price where there is a budget': async ({ book }) => {
    const [bounded = ''] = await order(book, { id: 's', price: null, budgetMicros: 10 * PRICE });
    const [free = ''] = await order(book, { id: 't', price: null });
    expect(await begin(book, bounded, 'a1')).toMatchObject({ verdict: 'budget', budgetId: 'storyboard:s' });
    expect(await begin(book, free, 'a2')).toMatchObject({ verdict: 'go' });
    await book.takes.accept({ takeId: free, attemptId: 'a2', operationId: 'op', costMicros: 77, detail });
    expect(await book.takes.read({ takeId: free })).toMatchObject({ spentMicros: 77 });
  },

  'a price that just fits is sent; budget 0 sends nothing': async ({ book }) => {
    const [fits = ''] = await order(book, { id: 's', budgetMicros: PRICE });
    const [none = ''] = await order(book, { id: 't', budgetMicros: 0 });
    const [nothing = ''] = await order(book, { id: 'u', budgetMicros: 0, price: 0 });
    expect(await begin(book, fits, 'a1')).toMatchObject({ verdict: 'go' });
    expect(await begin(book, none, 'a2')).toMatchObject({ verdict: 'budget' });
    expect(await begin(book, nothing, 'a3')).toMatchObject({ verdict: 'go' });
  },

  '50 parallel begins do not pass a limit': async (harness) => {
    const { book } = harness;
    const takes = await order(book, { id: 's', takes: 50, budgetMicros: 7 * PRICE + 1 });
    const begun = await Promise.all(takes.map((take, index) => begin(book, take, `a${index}`)));
    expect(begun.filter(({ verdict }) => verdict === 'go')).toHaveLength(7);
    expect(begun.filter(({ verdict }) => verdict === 'budget')).toHaveLength(43);
    expect(await budgetOf(harness, 'storyboard:s')).toMatchObject({ reserved: 7 * PRICE, spent: 0 });
  },

  'raising, lowering and removing a budget keep what is set aside': async (harness) => {
    const { book } = harness;
    const [one = '', two = '', three = ''] = await order(book, {
      id: 's',
      takes: 3,
      budgetMicros: 3 * PRICE,
    });
    const set = (budgetMicros: number | null) =>
      book.storyboards.setBudget({ id: 's', budgetMicros, by: 'me' });
    await begin(book, one, 'a1');
    await send(book, two, 'a2', 'op2');
    expect(await set(PRICE)).toEqual({ verdict: 'done' });
    expect(await begin(book, three, 'a3')).toMatchObject({ verdict: 'budget' });
    expect(await budgetOf(harness, 'storyboard:s')).toEqual({ limit: PRICE, reserved: PRICE, spent: PRICE });
    await set(null);
    expect(await book.storyboards.read({ id: 's' })).not.toHaveProperty('budgetMicros');
    expect(await begin(book, three, 'a4')).toMatchObject({ verdict: 'go' });
    await book.takes.requeue({ takeId: three, attemptId: 'a4', by: 'holder', detail });
    await set(2 * PRICE);
    expect(await begin(book, three, 'a5')).toMatchObject({ verdict: 'budget' });
    await book.takes.requeue({ takeId: one, attemptId: 'a1', by: 'holder', detail });
    expect(await begin(book, three, 'a6')).toMatchObject({ verdict: 'go' });
    expect(await set(5)).toEqual({ verdict: 'done' });
    expect(await book.storyboards.setBudget({ id: 'x', budgetMicros: 5 })).toEqual({ verdict: 'unknown' });
  },

  'a first budget counts what was spent and set aside before': async (harness) => {
    const { book } = harness;
    const [one = '', two = '', three = ''] = await order(book, { id: 's', takes: 3 });
    await send(book, one, 'a1', 'op1');
    await begin(book, two, 'a2');
    await book.storyboards.setBudget({ id: 's', budgetMicros: 3 * PRICE - 1 });
    expect(await budgetOf(harness, 'storyboard:s')).toEqual({
      limit: 3 * PRICE - 1,
      reserved: PRICE,
      spent: PRICE,
    });
    expect(await begin(book, three, 'a3')).toMatchObject({ verdict: 'budget' });
    await book.takes.requeue({ takeId: two, attemptId: 'a2', by: 'holder', detail });
    expect(await budgetOf(harness, 'storyboard:s')).toMatchObject({ reserved: 0, spent: PRICE });
    expect(await begin(book, three, 'a4')).toMatchObject({ verdict: 'go' });
  },

  'a key has one budget over all its storyboards': async ({ book }) => {
    await book.keys.create({ key: { name: 'k', sha256: 'x', scope: 'order' as const, budgetMicros: PRICE } });
    const [one = ''] = await order(book, { id: 's', apiKeyName: 'k' });
    const [two = ''] = await order(book, { id: 't', apiKeyName: 'k' });
    const [other = ''] = await order(book, { id: 'u', apiKeyName: 'another' });
    await begin(book, one, 'a1');
    expect(await begin(book, two, 'a2')).toMatchObject({
      verdict: 'budget',
      budgetId: 'key:k',
      detail: 'API key k has 0 of 25 cents left, the take costs 25',
    });
    expect(await begin(book, other, 'a3')).toMatchObject({ verdict: 'go' });
    expect(await book.budgets.ofKey({ apiKeyName: 'k' })).toEqual({ reservedMicros: PRICE, spentMicros: 0 });
    await book.takes.accept({ takeId: one, attemptId: 'a1', operationId: 'op', detail });
    expect(await book.budgets.ofKey({ apiKeyName: 'k' })).toEqual({ reservedMicros: 0, spentMicros: PRICE });
    expect(await book.budgets.ofKey({ apiKeyName: 'unknown' })).toEqual({
      reservedMicros: 0,
      spentMicros: 0,
    });
    await book.keys.setBudget({ name: 'k', budgetMicros: 2 * PRICE });
    expect(await begin(book, two, 'a4')).toMatchObject({ verdict: 'go' });
    expect(await book.keys.setBudget({ name: 'unknown', budgetMicros: 1 })).toEqual({ verdict: 'unknown' });
  },

  'a name that is given a key counts what it ordered before': async ({ book }) => {
    const [one = '', two = ''] = await order(book, { id: 's', takes: 2, apiKeyName: 'k' });
    await begin(book, one, 'a1');
    await send(book, two, 'a2', 'op2');
    await book.keys.create({ key: { name: 'k', sha256: 'x', scope: 'order' as const } });
    expect(await book.budgets.ofKey({ apiKeyName: 'k' })).toEqual({
      reservedMicros: PRICE,
      spentMicros: PRICE,
    });
    await book.takes.requeue({ takeId: one, attemptId: 'a1', by: 'holder', detail });
    expect(await book.budgets.ofKey({ apiKeyName: 'k' })).toEqual({ reservedMicros: 0, spentMicros: PRICE });
  },

  'a day has a limit over all storyboards, from any hour': async ({ book, hasClock }) => {
    const [one = '', two = '', three = ''] = await order(book, { id: 's', takes: 3 });
    const more = { at: NOON, dailyBudgetMicros: 2 * PRICE };
    await begin(book, one, 'a1', { at: NOON });
    await book.takes.accept({ takeId: one, attemptId: 'a1', operationId: 'op1', detail, at: NOON });
    expect(await begin(book, two, 'a2', more)).toMatchObject({ verdict: 'go' });
    expect(await begin(book, three, 'a3', more)).toMatchObject({
      verdict: 'budget',
      detail: 'the day has 0 of 50 cents left, the take costs 25',
    });
    const found = await book.budgets.ofDay({ at: hasClock ? NOON : Date.now() });
    expect(found).toEqual({ reservedMicros: PRICE, spentMicros: PRICE });
    expect(await begin(book, three, 'a4', { ...more, dailyBudgetMicros: 3 * PRICE })).toMatchObject({
      verdict: 'go',
    });
  },

  "a process without the day's limit counts in it all the same": async ({ book }) => {
    const [one = '', two = '', three = ''] = await order(book, { id: 's', takes: 3 });
    const more = { at: NOON, dailyBudgetMicros: 2 * PRICE };
    await begin(book, one, 'a1', more);
    await begin(book, two, 'a2', { at: NOON });
    await book.takes.requeue({ takeId: two, attemptId: 'a2', by: 'holder', detail, at: NOON });
    await begin(book, two, 'a3', { at: NOON });
    expect(await begin(book, three, 'a4', more)).toMatchObject({ verdict: 'budget' });
  },

  'which parked takes fit is promised one after the other': async ({ book }) => {
    const takes = await order(book, { id: 's', takes: 4, budgetMicros: 2 * PRICE });
    const [one = '', two = '', three = '', four = ''] = takes;
    const [stored = ''] = await order(book, { id: 'm', contents: ['same'] });
    await make(book, stored, 'm');
    const [equal = ''] = await order(book, { id: 't', budgetMicros: 0, contents: ['same'] });
    await book.takes.cancel({ takeIds: [four], detail });
    const found = await book.budgets.fitting({ takeIds: [three, four, one, 'x', two, equal] });
    expect(found).toEqual({
      fits: [three, one, equal],
      parked: [{ takeId: two, detail: 'the storyboard has 0 of 50 cents left, the take costs 25' }],
      gone: [four, 'x'],
    });
    // Asking sets nothing aside.
    expect(await book.budgets.fitting({ takeIds: [two], dailyBudgetMicros: 2 * PRICE })).toMatchObject({
      fits: [two],
    });
    expect(await book.budgets.fitting({ takeIds: [two], dailyBudgetMicros: 1 })).toMatchObject({
      parked: [{}],
    });
    expect(await book.budgets.fitting({ takeIds: [] })).toEqual({ fits: [], parked: [], gone: [] });
  },

  'what is ready needs no money, and takes none from the next': async ({ book }) => {
    const [stored = ''] = await order(book, { id: 'm', contents: ['same'] });
    await make(book, stored, 'm');
    const [equal = '', other = ''] = await order(book, {
      id: 's',
      budgetMicros: PRICE,
      contents: ['same', 'else'],
    });
    expect(await rowOf(book, equal)).toMatchObject({ isReady: true });
    expect(await book.budgets.fitting({ takeIds: [equal, other] })).toMatchObject({ fits: [equal, other] });
  },

  'answers how much more the balance fell than the spending grew': async ({ book }) => {
    const audit = (balanceMicros: number | undefined, spentMicros: number) =>
      book.budgets.recordAudit({ providerId: PROVIDER, balanceMicros, spentMicros });
    expect(await audit(1000, 0)).toBeNull();
    expect(await audit(undefined, 50)).toBeNull();
    expect(await audit(900, 100)).toBe(0);
    expect(await audit(700, 150)).toBe(150);
    expect(
      await book.budgets.recordAudit({ providerId: 'another', balanceMicros: 5, spentMicros: 0 }),
    ).toBeNull();
  },
};

/** The same where the caller says what time it is. */
export const dayCases: Cases = {
  'what was set aside yesterday is booked yesterday': async (harness) => {
    const { book } = harness;
    const [one = '', two = '', three = ''] = await order(book, { id: 's', takes: 3 });
    const today = { at: NOON, dailyBudgetMicros: 9 * PRICE };
    const tomorrow = { at: NOON + DAY_MS, dailyBudgetMicros: PRICE };
    await begin(book, one, 'a1', today);
    await begin(book, two, 'a2', today);
    expect(await begin(book, three, 'a3', tomorrow)).toMatchObject({ verdict: 'go' });
    await book.takes.accept({ takeId: one, attemptId: 'a1', operationId: 'op1', detail, at: tomorrow.at });
    await book.takes.requeue({ takeId: two, attemptId: 'a2', by: 'holder', detail, at: tomorrow.at });
    expect(await budgetOf(harness, dayIdOf(NOON))).toMatchObject({ reserved: 0, spent: PRICE });
    expect(await budgetOf(harness, dayIdOf(tomorrow.at))).toMatchObject({
      limit: PRICE,
      reserved: PRICE,
      spent: 0,
    });
    expect(await begin(book, two, 'a4', tomorrow)).toMatchObject({ verdict: 'budget' });
  },

  'a day counts the same with a row and without one': async (harness) => {
    const { book, sql } = harness;
    const takes = await order(book, { id: 's', takes: 5 });
    const [one = '', two = '', three = '', four = '', five = ''] = takes;
    const more = { at: NOON, dailyBudgetMicros: 99 * PRICE };
    for (const [index, take] of [one, two, three, four].entries()) await begin(book, take, `a${index}`, more);
    const later = { detail, at: NOON + DAY_MS };
    await book.takes.accept({ takeId: one, attemptId: 'a0', operationId: 'op0', ...later });
    await book.takes.requeue({ takeId: two, attemptId: 'a1', by: 'holder', ...later });
    await book.takes.end({ takeId: three, event: 'refuse', attemptId: 'a2', failure: refused, ...later });
    await book.takes.accept({ takeId: two, attemptId: 'a1', operationId: 'op1', ...later });
    await book.takes.accept({ takeId: five, operationId: 'op4', costMicros: 5, ...later });
    const days = [NOON, NOON + DAY_MS];
    const expected = [
      { reservedMicros: PRICE, spentMicros: 2 * PRICE },
      { reservedMicros: 0, spentMicros: PRICE + 5 },
    ];
    expect(await Promise.all(days.map((at) => book.budgets.ofDay({ at })))).toEqual(expected);
    await sql(`delete from budgets where id like 'day:%'`);
    expect(await Promise.all(days.map((at) => book.budgets.ofDay({ at })))).toEqual(expected);
  },

  'a key is busy for as long as it was claimed': async ({ book }) => {
    const claim = (owner: string, at: number) =>
      book.idempotency.claim({ claim: { name: 'k', body: 'b', owner }, busyMs: 1000, at });
    expect(await claim('one', 5000)).toEqual({ verdict: 'go' });
    expect(await claim('two', 5999)).toEqual({ verdict: 'busy' });
    expect(await claim('two', 6000)).toEqual({ verdict: 'go' });
    expect(await claim('one', 6001)).toEqual({ verdict: 'busy' });
  },
};
