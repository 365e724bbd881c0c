import type { ApiKey } from '@cineflow/contracts';
import { expect, test } from 'vitest';
import { addKey, KeyCommandError, revokeKey, setBudget } from './edit-keys.ts';

const key: ApiKey = {
  name: 'studio-a',
  sha256: 'ab'.repeat(32),
  scope: 'order',
  budgetCents: 500,
  createdAt: '2026-01-01T00:00:00.000Z',
};
const AT = '2026-02-01T00:00:00.000Z';

test('a name has one key; a revoked one is replaced', () => {
  expect(() => addKey([key], { ...key })).toThrow(KeyCommandError);
  const [revoked] = revokeKey([key], 'studio-a', AT);
  expect(revoked).toEqual({ ...key, revokedAt: AT });
  expect(addKey([revoked as ApiKey], { ...key, sha256: 'cd'.repeat(32) })).toEqual([
    { ...key, sha256: 'cd'.repeat(32) },
  ]);
});

test('a budget is changed or taken away, and nobody else is touched', () => {
  const other = { ...key, name: 'studio-b' };
  const { budgetCents: _, ...unlimited } = key;
  expect(setBudget([key, other], 'studio-a', 900)).toEqual([{ ...key, budgetCents: 900 }, other]);
  expect(setBudget([key, other], 'studio-a', null)).toEqual([unlimited, other]);
  expect(() => setBudget([key], 'nobody', 1)).toThrow('no key named nobody');
});
