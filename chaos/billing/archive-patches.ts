import type { Patch } from '../harness/patch.ts';

/** Journals are left after so long, and archived after twice of it, not after days. */
export function archivePatches(rotateAfterMs: number, sweepMs: number): Patch[] {
  return [
    {
      file: 'packages/ledger/src/journal/rotate-journal.ts',
      find: 'export const ROTATE_AFTER_MS = 24 * 3_600_000;',
      replace: `export const ROTATE_AFTER_MS = ${rotateAfterMs};`,
    },
    { file: 'apps/worker/src/upkeep/run-upkeep.ts', find: 'sweep: 600_000', replace: `sweep: ${sweepMs}` },
  ];
}
