import { Receipt } from '@cineflow/contracts';
import { expect, test } from 'vitest';
import { takeRecord } from '../../test/take-record.ts';
import { receiptCsv } from './receipt-csv.ts';
import { viewReceipt } from './view-receipt.ts';

test('an unknown cost is counted apart, not as 0', () => {
  const takes = [
    takeRecord({ takeId: 'sb_1-1-1', bought: 1 }),
    takeRecord({ takeId: 'sb_1-2-1', bought: 1, spentMicros: 60_000, priceMicros: 60_000 }),
    takeRecord({ takeId: 'sb_1-3-1' }),
  ];
  const storyboard = { id: 'sb_1', name: '雨夜', providerId: 't8star' };
  const purchases = [
    { takeId: 'sb_1-1-1', providerId: 't8star', operationId: 'op', acceptedAt: 1, refundMicros: 0 },
  ];
  const receipt = viewReceipt({ storyboard, takes, purchases, currency: 'USD' });
  expect(Receipt.parse(receipt)).toEqual(receipt);
  expect(receipt).toMatchObject({ chargedCents: 6, unpricedTakes: 1 });
  expect(receipt.lines.map(({ chargedCents }) => chargedCents)).toEqual([undefined, 6, 0]);
  expect(receiptCsv(receipt)).toContain('sb_1-1-1,1,1,queued,0,op,0,,');
});
