import { glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { checkArchitecture } from './architecture/check-architecture.ts';
import { findAskers } from './architecture/find-askers.ts';
import { findVendors } from './architecture/find-vendors.ts';
import { readWorkspace } from './architecture/read-workspace.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));

test('every import keeps to the layers', async () => {
  const units = await readWorkspace(root);
  // An empty reading would satisfy every rule.
  expect(units.find((unit) => unit.folder === 'packages/contracts')?.files.length).toBeGreaterThan(3);
  expect(checkArchitecture(units)).toEqual([]);
});

test('core, contracts, settings, the limiter and the apps name no vendor', async () => {
  const units = await readWorkspace(root);
  const neutral = units.filter(
    ({ folder }) => /^(packages|apps)\//.test(folder) && !/providers|sandbox|demo|testkit/.test(folder),
  );
  expect(neutral.map(({ folder }) => folder)).toEqual(
    expect.arrayContaining(['packages/core', 'packages/contracts', 'packages/settings', 'packages/limiter']),
  );
  const lua: { path: string; text: string }[] = [];
  for await (const path of glob('packages/*/src/**/*.lua', { cwd: root })) {
    lua.push({ path, text: await readFile(join(root, path), 'utf8') });
  }
  expect(lua.length).toBeGreaterThan(10);
  expect(findVendors([...neutral.flatMap(({ files }) => files), ...lua])).toEqual([]);
});

/** Asks for claims only, whose polls the look that claims them has drawn. */
const GRANTED = 'apps/worker/src/poll/poll-operation.ts';
/** Asks a few questions for a person, also before there is a Redis that could keep a budget. */
const BY_HAND = 'apps/worker/src/providers-check/check-provider.ts';

test('every question to a provider draws on the one budget', async () => {
  const units = await readWorkspace(root);
  const product = units.filter(
    ({ folder }) => /^(packages|apps)\//.test(folder) && !/providers|sandbox|demo|testkit/.test(folder),
  );
  // A new asker is named here, once its draw and its heed of a pause were looked at.
  expect(
    findAskers(product.flatMap(({ files }) => files)).toSorted((a, b) => (a.path < b.path ? -1 : 1)),
  ).toEqual(
    [
      'apps/api/src/money/price-reader.ts',
      'apps/api/src/money/resolve-take.ts',
      'apps/worker/src/audit/audit-account.ts',
      'apps/worker/src/collect/find-output.ts',
      'apps/worker/src/maintenance/check-account.ts',
      'apps/worker/src/maintenance/look-at-charges.ts',
      'apps/worker/src/maintenance/probe-lanes.ts',
      'apps/worker/src/maintenance/reconcile-attempts.ts',
      'apps/worker/src/poll/is-really-gone.ts',
      'apps/worker/src/poll/poll-by-list.ts',
      GRANTED,
      'apps/worker/src/poll/read-refunds.ts',
      BY_HAND,
      'apps/worker/src/recovery/cost-by-list.ts',
      'apps/worker/src/recovery/read-list.ts',
    ].map((path) => ({ path, draws: path !== GRANTED && path !== BY_HAND })),
  );
});
