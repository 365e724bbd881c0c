import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import type { Patch } from '../harness/patch.ts';
import { API_CRASH_POINTS, BEFORE_REDIS, CRASH_POINTS, DRAFT_CRASH_POINTS } from './crash-points.ts';
import { MUTANTS, NO_NATIVES, STALLS, STOP_PATCHES } from './mutants.ts';

const patches: Record<string, readonly Patch[]> = {
  ...MUTANTS,
  stalls: Object.values(STALLS),
  stops: Object.values(STOP_PATCHES).flat(),
  natives: [NO_NATIVES],
  announce: [BEFORE_REDIS],
  ...Object.fromEntries(
    Object.entries({ ...CRASH_POINTS, ...API_CRASH_POINTS, ...DRAFT_CRASH_POINTS }).map(([name, patch]) => [
      name,
      [patch],
    ]),
  ),
};

test.each(Object.entries(patches))('%s still finds the passage it replaces', async (_, some) => {
  for (const { file, find, replace } of some) {
    const text = await readFile(new URL(`../../${file}`, import.meta.url), 'utf8');
    expect(text.split(find), `${find} in ${file}`).toHaveLength(2);
    expect(replace).not.toBe(find);
  }
});
