import type { Take } from '@cineflow/contracts';
import { expect, test } from 'vitest';
import type { Bill } from './bill.ts';
import { countFaults, judgeBill } from './judge-bill.ts';

const bill = (ids: readonly string[]): Bill => ({
  creates: { accepted: ids.length, refused: 0 },
  refusedByReason: {},
  maxInFlight: 1,
  requests: { downloads: 0 },
  operations: ids.map((operationId) => ({
    operationId,
    prompt: '',
    createFault: null,
    fault: null,
    pictures: [],
  })),
});

const take = (operationId: string, state: Take['state'] = 'completed'): Take =>
  ({ takeId: `take of ${operationId}`, operationId, state }) as Take;

test('counts 1.00 paid per take for one operation each', () => {
  const verdict = judgeBill(bill(['a', 'b']), [take('a'), take('b')]);
  expect(verdict).toMatchObject({ paidPerTake: 1, strays: [], unknown: [] });
});

test('reports an operation without a take', () => {
  const verdict = judgeBill(bill(['a', 'b', 'c']), [take('a'), take('b')]);
  expect(verdict.paidPerTake).toBe(1.5);
  expect(verdict.strays.map(({ operationId }) => operationId)).toEqual(['c']);
});

test('a missing payment does not hide a double one', () => {
  const verdict = judgeBill(bill(['a', 'again']), [take('a'), take('made-up')]);
  expect(verdict.paidPerTake).toBe(1);
  expect(verdict.strays).toHaveLength(1);
  expect(verdict.unknown.map(({ takeId }) => takeId)).toEqual(['take of made-up']);
});

test('reused takes cost nothing', () => {
  expect(judgeBill(bill([]), [take('a', 'reused')]).paidPerTake).toBeUndefined();
});

test('counts refusals and faults of accepted creates by name', () => {
  const faulty = bill(['a', 'b']);
  faulty.refusedByReason = { 'refused-429': 4 };
  faulty.operations.forEach((operation) => (operation.createFault = 'accepted-502'));
  expect(Object.fromEntries(countFaults(faulty))).toEqual({ 'refused-429': 4, 'accepted-502': 2 });
});
