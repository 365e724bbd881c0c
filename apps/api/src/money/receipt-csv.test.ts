import type { ReceiptLine } from '@cineflow/contracts';
import { expect, test } from 'vitest';
import { receiptCsv } from './receipt-csv.ts';

const line: ReceiptLine = {
  takeId: 'sb-1-1',
  providerId: 'p',
  segmentIndex: 1,
  takeNumber: 1,
  state: 'completed',
  attempts: 2,
  operations: [
    { providerId: 'p', operationId: 'op', acceptedAt: '2026-01-01T00:00:00.000Z', chargedCents: 6 },
  ],
  reservedCents: 0,
  chargedCents: 6,
  createdAt: '2026-01-01T00:00:00.000Z',
};
const csv = (more: Partial<ReceiptLine>) =>
  receiptCsv({
    storyboardId: 'sb',
    name: 'n',
    providerId: 'p',
    currency: 'USD',
    chargedCents: 6,
    reservedCents: 0,
    lines: [{ ...line, ...more }],
  }).split('\r\n');

test('has a header and one line per take', () => {
  const [names, row, end] = csv({});
  expect(names).toMatch(/^take_id,segment_index,/);
  expect(row).toBe('sb-1-1,1,1,completed,2,op,0,6,,,,,2026-01-01T00:00:00.000Z,,,p');
  expect(end).toBe('');
});

test.each([
  ['a "b", c/1.mp4', '"a ""b"", c/1.mp4"'],
  ['=cmd()/1.mp4', "'=cmd()/1.mp4"],
  ['雨夜/1.mp4', '雨夜/1.mp4'],
])('writes the file %j as %j', (file, written) => {
  expect(csv({ file })[1]).toContain(`,6,${written},`);
});
