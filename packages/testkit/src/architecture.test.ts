import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { checkArchitecture } from './architecture/check-architecture.ts';
import { readWorkspace } from './architecture/read-workspace.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));

test('every import keeps to the layers', async () => {
  const units = await readWorkspace(root);
  // An empty reading would satisfy every rule.
  expect(units.find((unit) => unit.folder === 'packages/contracts')?.files.length).toBeGreaterThan(3);
  expect(checkArchitecture(units)).toEqual([]);
});
