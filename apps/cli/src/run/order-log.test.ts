import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeTempDirectory } from '@cineflow/testkit';
import { expect, test } from 'vitest';
import { noteOrder, readOrders } from './order-log.ts';

test('finds an order of this API again, also past a broken line', async () => {
  await using folder = await makeTempDirectory('orders');
  const entry = { name: 'n', source: 'a.json', at: '2026-11-28T00:00:00Z' };
  await noteOrder(folder.path, { ...entry, key: 'k1', apiUrl: 'http://one', id: 'sb_1' });
  await appendFile(join(folder.path, '.cineflow-orders.jsonl'), '{"key": "cut\nnull\n');
  await noteOrder(folder.path, { ...entry, key: 'k2', apiUrl: 'http://one', id: 'sb_2' });
  await noteOrder(folder.path, { ...entry, key: 'k3', apiUrl: 'http://other', id: 'sb_3' });
  expect([...(await readOrders(folder.path, 'http://one'))]).toEqual([
    ['k1', 'sb_1'],
    ['k2', 'sb_2'],
  ]);
  expect((await readOrders(join(folder.path, 'none'), 'http://one')).size).toBe(0);
});
