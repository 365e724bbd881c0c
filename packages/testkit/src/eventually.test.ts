import { expect, test } from 'vitest';
import { eventually } from './eventually.ts';

test('gives back the first answer that holds', async () => {
  let asked = 0;
  expect(await eventually(() => (asked += 1) >= 3 && asked, { everyMs: 1 })).toBe(3);
});

test('counts a failed assertion as not yet', async () => {
  let asked = 0;
  await eventually(
    () => {
      asked += 1;
      expect(asked).toBe(2);
      return true;
    },
    { everyMs: 1 },
  );
  expect(asked).toBe(2);
});

test('names the last failure when the time is up', async () => {
  const never = eventually(() => Promise.reject(new Error('still closed')), { timeoutMs: 10, everyMs: 1 });
  await expect(never).rejects.toThrow('Not true within 10 ms: still closed');
});
