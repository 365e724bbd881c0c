import { expect, test } from 'vitest';
import { runFuzz } from './run-fuzz.ts';

test('invalid requests cause no 5xx, delay or memory growth', { timeout: 180_000 }, async () => {
  const { violations, figures } = await runFuzz({
    seed: 7,
    requests: 4_000,
    hostile: 10,
    hostileMegabytes: 0.5,
    // Other tests may run in parallel; a whole run is measured against 500 ms.
    goodP99Ms: 3_000,
  });
  expect(violations).toEqual([]);
  // The run reached accepted orders and every kind of refusal.
  expect(Object.keys(figures.statuses)).toEqual(
    expect.arrayContaining(['200', '202', '400', '403', '404', '405', '415', '417', '422']),
  );
});
