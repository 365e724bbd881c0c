import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { archivePatches } from './archive-patches.ts';
import type { Patch } from '../harness/patch.ts';
import { API_CRASH_POINTS, CRASH_POINTS } from './crash-points.ts';
import { MUTANTS, STALL_PATCH } from './mutants.ts';

const patches: Record<string, readonly Patch[]> = {
  ...MUTANTS,
  stall: [STALL_PATCH],
  archive: archivePatches(1, 1),
  ...Object.fromEntries(
    Object.entries({ ...CRASH_POINTS, ...API_CRASH_POINTS }).map(([name, patch]) => [name, [patch]]),
  ),
};

test.each(Object.entries(patches))('%s still finds the passage it replaces', async (_, some) => {
  for (const { file, find, replace } of some) {
    const text = await readFile(new URL(`../../${file}`, import.meta.url), 'utf8');
    expect(text.split(find), `${find} in ${file}`).toHaveLength(2);
    expect(replace).not.toBe(find);
  }
});
