import { expect, test } from 'vitest';
import { unexplainedCharges } from './unexplained-charges.ts';

const SINCE = Date.parse('2026-11-28T10:00:00Z');
const charge = (minute: number, refundOf?: string) => ({
  at: new Date(SINCE + minute * 60_000).toISOString(),
  ...(refundOf === undefined ? {} : { refundOf }),
});
const bought = (minute: number) => ({
  operationId: `op${minute}`,
  takeId: 't',
  submittedAt: SINCE + minute * 60_000,
});

test.each([
  ['none where each is an operation of ours', [charge(1), charge(2)], [bought(1), bought(2)], 0],
  ['what no take has bought', [charge(1), charge(2), charge(3)], [bought(2)], 2],
  ['no refund', [charge(1), charge(2, 'op1')], [bought(1)], 0],
  ['nothing older', [charge(-1), charge(1)], [bought(-1), bought(1)], 0],
  ['no less than none where the log is late', [], [bought(1)], 0],
])('charges that no take explains: %s', (_, charges, operations, count) => {
  expect(unexplainedCharges(charges, operations, SINCE)).toBe(count);
});
