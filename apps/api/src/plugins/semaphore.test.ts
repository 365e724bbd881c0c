import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Semaphore } from './semaphore.ts';

const limits = { atOnce: 2, mostWaiting: 2, longestWaitMs: 50 };

test('two are inside, two wait in order, the fifth is turned away at once', async () => {
  const semaphore = new Semaphore({ ...limits, longestWaitMs: 5_000 });
  const guests = Array.from({ length: 5 }, () => new AbortController());
  const order: number[] = [];
  const entered = guests.map(async ({ signal }, guest) => {
    const isIn = await semaphore.enter(signal);
    if (isIn) order.push(guest);
    return isIn;
  });
  expect(await entered[4]).toBe(false);
  guests[0]?.abort();
  guests[1]?.abort();
  expect(await Promise.all(entered)).toEqual([true, true, true, true, false]);
  expect(order).toEqual([0, 1, 2, 3]);
});

test('who waits too long is turned away, and who leaves the line frees its place there', async () => {
  const semaphore = new Semaphore(limits);
  const inside = [new AbortController(), new AbortController()];
  for (const { signal } of inside) expect(await semaphore.enter(signal)).toBe(true);
  expect(await semaphore.enter(new AbortController().signal)).toBe(false);
  const gone = new AbortController();
  const leaving = semaphore.enter(gone.signal);
  gone.abort();
  expect(await leaving).toBe(false);
});

test('no place is lost or given twice, whoever leaves when', async () => {
  const stay = fc.tuple(fc.integer({ min: 0, max: 6 }), fc.integer({ min: 0, max: 6 }));
  await fc.assert(
    fc.asyncProperty(fc.array(stay, { maxLength: 12 }), async (stays) => {
      const semaphore = new Semaphore({ atOnce: 2, mostWaiting: 4, longestWaitMs: 3 });
      let inside = 0;
      const visits = stays.map(async ([arriveMs, stayMs]) => {
        await sleep(arriveMs);
        const left = new AbortController();
        const leaving = sleep(stayMs).then(() => left.abort());
        if (await semaphore.enter(left.signal)) {
          inside += 1;
          expect(inside).toBeLessThanOrEqual(2);
          left.signal.addEventListener('abort', () => (inside -= 1));
        }
        await leaving;
      });
      await Promise.all(visits);
      for (const { signal } of [new AbortController(), new AbortController()]) {
        expect(await semaphore.enter(signal)).toBe(true);
      }
    }),
    { numRuns: 40 },
  );
});
