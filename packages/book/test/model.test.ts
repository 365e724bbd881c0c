import fc from 'fast-check';
import { expect, test } from 'vitest';
import { expectEqual, expectMoney, expectVersions, type Told } from './compare.ts';
import { openMemoryHarness } from './memory.ts';
import { Pair, round, type Round } from './rounds.ts';

async function start(): Promise<Pair> {
  const pair = new Pair(await openMemoryHarness());
  await pair.start();
  return pair;
}

async function expectStep(pair: Pair, given: Round): Promise<void> {
  const { found, expected } = await pair.step(given);
  expect([given, found]).toEqual([given, expected]);
}

test('after any sequence of steps the book says what the reference says', { timeout: 120_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(round, { minLength: 20, maxLength: 80 }), async (rounds) => {
      const pair = await start();
      const told: Told = new Map();
      for (const given of rounds) {
        await expectStep(pair, given);
        await expectEqual(pair);
        await expectVersions(pair, told);
      }
      await pair.harness.book.close();
    }),
    { numRuns: 60 },
  );
});

/** All of them where CI has the time. */
const LOOPS = process.env['CINEFLOW_CI_FULL'] === '1' ? 50 : 15;

test(`${LOOPS} loops of 1,000 rounds pass no limit, and lose no micro`, { timeout: 240_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(round, { minLength: 1000, maxLength: 1000, size: 'max' }), async (rounds) => {
      const pair = await start();
      for (const [index, given] of rounds.entries()) {
        await expectStep(pair, given);
        if (index % 100 === 99) await expectMoney(pair);
      }
      await expectEqual(pair);
      await pair.harness.book.close();
    }),
    { numRuns: LOOPS, endOnFailure: true },
  );
});
