import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Cases } from './harness.ts';
import { openMemoryHarness } from './memory.ts';
import { mutants } from './mutants.testsuite.ts';
import { type Mutated, openMutants } from './open-mutants.ts';
import { suite } from './run-cases.ts';

let folder: Awaited<ReturnType<typeof openMutants>>;
beforeAll(async () => {
  folder = await openMutants();
});
afterAll(() => folder[Symbol.asyncDispose]());

const BROKEN = /ON CONFLICT clause|syntax error|no such|is not defined/;

/** The first case that fails over a faulty book; undefined where the fault is not noticed. */
async function noticedBy(cases: Cases, mutated: Mutated): Promise<string | undefined> {
  for (const [name, check] of Object.entries(cases)) {
    const harness = await openMemoryHarness(mutated);
    try {
      await check(harness);
    } catch (error) {
      // A statement that cannot run at all proves nothing.
      if (BROKEN.test(String(error))) throw error;
      return name;
    } finally {
      await harness.book.close();
    }
  }
  return undefined;
}

test.for(mutants.map(({ noun, name }) => `${noun}: ${name}`))(
  'the suite notices a book that %s',
  async (title) => {
    const mutant = mutants.find(({ noun, name }) => title === `${noun}: ${name}`);
    if (mutant === undefined) throw new Error('There is no such mutant');
    expect(await noticedBy(suite[mutant.noun], await folder.make(mutant))).toBeDefined();
  },
);

test('a book without a fault passes every case', async () => {
  const none = {
    noun: 'licence',
    name: 'none',
    file: 'procedures/begin.ts',
    from: '/** Last check before',
    to: '/** Last check before',
  } as const;
  expect(await noticedBy(suite.licence, await folder.make(none))).toBeUndefined();
});
