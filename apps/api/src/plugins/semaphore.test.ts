import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Semaphore } from './semaphore.ts';

const limits = { capacity: 2, mostWaiting: 2, longestWaitMs: 50, breathMs: 0 };

test('admits two, queues two, rejects the fifth', async () => {
  const semaphore = new Semaphore({ ...limits, longestWaitMs: 5_000 });
  const guests = Array.from({ length: 5 }, () => new AbortController());
  const order: number[] = [];
  const entered = guests.map(async ({ signal }, guest) => {
    const isIn = await semaphore.enter(signal, 1);
    if (isIn) order.push(guest);
    return isIn;
  });
  expect(await entered[4]).toBe(false);
  guests[0]?.abort();
  guests[1]?.abort();
  expect(await Promise.all(entered)).toEqual([true, true, true, true, false]);
  expect(order).toEqual([0, 1, 2, 3]);
});

test('rejects long waits and frees places of those that leave', async () => {
  const semaphore = new Semaphore(limits);
  const inside = [new AbortController(), new AbortController()];
  for (const { signal } of inside) expect(await semaphore.enter(signal, 1)).toBe(true);
  expect(await semaphore.enter(new AbortController().signal, 1)).toBe(false);
  const gone = new AbortController();
  const leaving = semaphore.enter(gone.signal, 1);
  gone.abort();
  expect(await leaving).toBe(false);
});

test('admits one above the capacity alone, without starving it', async () => {
  const semaphore = new Semaphore({ ...limits, longestWaitMs: 5_000 });
  const [light, heavy, late] = [new AbortController(), new AbortController(), new AbortController()];
  expect(await semaphore.enter(light.signal, 1)).toBe(true);
  const order: string[] = [];
  const entering = [
    semaphore.enter(heavy.signal, 9).then(() => order.push('heavy')),
    semaphore.enter(late.signal, 1).then(() => order.push('late')),
  ];
  light.abort();
  await entering[0];
  await sleep(20);
  expect(order).toEqual(['heavy']);
  heavy.abort();
  await entering[1];
  expect(order).toEqual(['heavy', 'late']);
});

test('loses and duplicates no place, in any order', async () => {
  const stay = fc.tuple(
    fc.integer({ min: 0, max: 6 }),
    fc.integer({ min: 0, max: 6 }),
    fc.constantFrom(1, 2),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(stay, { maxLength: 12 }), async (stays) => {
      const semaphore = new Semaphore({ capacity: 3, mostWaiting: 4, longestWaitMs: 3, breathMs: 1 });
      let inside = 0;
      const visits = stays.map(async ([arriveMs, stayMs, weight]) => {
        await sleep(arriveMs);
        const left = new AbortController();
        const leaving = sleep(stayMs).then(() => left.abort());
        if (await semaphore.enter(left.signal, weight)) {
          inside += weight;
          expect(inside).toBeLessThanOrEqual(3);
          left.signal.addEventListener('abort', () => (inside -= weight));
        }
        await leaving;
      });
      await Promise.all(visits);
      expect(await semaphore.enter(new AbortController().signal, 3)).toBe(true);
    }),
    { numRuns: 40 },
  );
});
