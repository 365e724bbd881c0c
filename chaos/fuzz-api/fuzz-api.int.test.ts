import { expect, test } from 'vitest';
import { runFuzz } from './run-fuzz.ts';

test(
  'no wrong request is answered as our fault, slows a good client or fills the memory',
  { timeout: 180_000 },
  async () => {
    const { violations, figures } = await runFuzz({
      seed: 7,
      requests: 4_000,
      hostile: 10,
      hostileMegabytes: 0.5,
      // Other tests may run beside it; the whole run is measured against 500 ms.
      goodP99Ms: 3_000,
    });
    expect(violations).toEqual([]);
    // It came as far as orders that were accepted, and met every kind of refusal.
    expect(Object.keys(figures.statuses)).toEqual(
      expect.arrayContaining(['200', '202', '400', '403', '404', '405', '415', '417', '422']),
    );
  },
);
