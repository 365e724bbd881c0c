import { describe, expect, test } from 'vitest';
import { accountAt } from '../test/accounts.ts';
import { createProviders, FAMILIES } from './registry.ts';

const baseUrl = 'https://provider.example/v1';

test('makes a provider for every account, in order', () => {
  const accounts = [
    { ...accountAt(baseUrl, 'k'), id: 'sandbox', family: 'sandbox' },
    { ...accountAt(baseUrl, 'k'), id: 'sora-hk', family: 'sora-hk' },
  ];
  const providers = createProviders({ providers: accounts, spoolDirectory: '/nowhere' });
  expect(providers.map(({ id, family }) => `${id} ${family}`)).toEqual([
    'sandbox sandbox',
    'sora-hk sora-hk',
  ]);
  expect(createProviders({ providers: [], spoolDirectory: '/nowhere' })).toEqual([]);
});

describe('the registry', () => {
  test('has no two accounts of one id or one name', () => {
    const presets = FAMILIES.flatMap((family) => family.presets);
    expect(new Set(presets.map(({ id }) => id)).size).toBe(presets.length);
    expect(new Set(presets.map(({ name }) => name)).size).toBe(presets.length);
    for (const { name } of presets) expect(name).toMatch(/^[A-Z][A-Z0-9]*$/);
  });

  test('has no two families of one name', () => {
    expect(new Set(FAMILIES.map(({ family }) => family)).size).toBe(FAMILIES.length);
  });
});
