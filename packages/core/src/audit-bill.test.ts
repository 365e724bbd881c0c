import { expect, test } from 'vitest';
import { compareBill } from './audit-bill.ts';

const window = { since: 1000, marginMs: 100 };

test('finds no difference between equal lists', () => {
  const bought = [{ operationId: 'a', takeId: 't', submittedAt: 2000 }];
  expect(compareBill(bought, [{ operationId: 'a', createdAt: 2000 }], window)).toEqual([]);
});

test('names a paid operation that no take has', () => {
  const listed = [{ operationId: 'x', createdAt: 2000, prompt: 'p' }];
  expect(compareBill([], listed, window)).toEqual([
    { kind: 'unclaimed', operationId: 'x', createdAt: 2000, prompt: 'p' },
  ]);
});

test('names an operation of a take that the provider does not list', () => {
  const bought = [{ operationId: 'a', takeId: 't', submittedAt: 2000 }];
  expect(compareBill(bought, [], window)).toEqual([{ kind: 'unlisted', operationId: 'a', takeId: 't' }]);
});

test('tolerates operations at the edge of the window', () => {
  const bought = [{ operationId: 'a', takeId: 't', submittedAt: 1050 }];
  expect(compareBill(bought, [{ operationId: 'b', createdAt: 900 }], window)).toEqual([]);
});
