import { expect, test } from 'vitest';
import type { SeenTake } from './gather-takes.ts';
import type { BillLine } from './judge-billing.ts';
import { findForAPerson } from './people-decide.ts';

const take = (takeId: string, more: Partial<SeenTake> = {}): SeenTake => ({
  takeId,
  providerId: 'sora-hk',
  state: 'unconfirmed',
  prompt: `prompt of ${takeId}`,
  attempts: 1,
  timeline: [],
  ...more,
});
const line = (operationId: string, prompt: string, state = 'completed'): BillLine => ({
  operationId,
  prompt,
  state,
  createFault: null,
  chargedCents: 6,
  refundedCents: 0,
});
const lied = { 'list lie: list-short': 1 };
const found = (seen: Partial<Parameters<typeof findForAPerson>[0]>): string[] =>
  findForAPerson({ takes: [take('a')], operations: [], injected: lied, ...seen }).map(({ takeId }) => takeId);

test.each<[string, Record<string, number>, string[]]>([
  ['a list that left rows out', lied, ['a']],
  ['a page that began late', { 'list lie: list-shifted': 2 }, ['a']],
  ['no fault of a list', { kill: 3, 'clock jump': 1 }, []],
  ['a list that was late', { 'list late': 1 }, []],
  ['a list that was cut', { 'list lie: list-cut-json': 1 }, []],
  ['a list without zones', { 'list lie: list-no-zone': 1 }, []],
])('after %s a person may end what was never accepted', (_name, injected, ended) => {
  expect(found({ injected })).toEqual(ended);
});

test.each(['completed', 'rendering', 'failed'])(
  'what is on the bill, %s, is for the machine to find',
  (state) => {
    expect(found({ operations: [line('x', 'prompt of a', state)] })).toEqual([]);
  },
);

test('an operation that a take has, or had, is nothing to find', () => {
  const operations = [line('x', 'prompt of a', 'failed'), line('y', 'prompt of a')];
  const again = take('a', { timeline: [{ at: '2026-11-27T00:00:00Z', event: 'accept', operationId: 'x' }] });
  const other = take('b', { state: 'completed', prompt: 'prompt of a', operationId: 'y' });
  expect(found({ takes: [again, other], operations })).toEqual(['a']);
});

test('only unconfirmed takes are ended', () => {
  expect(found({ takes: [take('a', { state: 'queued' }), take('b', { state: 'submitting' })] })).toEqual([]);
});
