import { expect, test } from 'vitest';
import { createProviders } from './registry.ts';

const baseUrl = 'https://provider.example/v1';

test('a provider is there when its key is', () => {
  const providers = createProviders({ sora: { apiKey: { reveal: () => 'k' }, baseUrl } });
  expect(providers.map(({ id }) => id)).toEqual(['sora-hk']);
});

test('without a key there is none', () => {
  expect(createProviders({ sora: { baseUrl } })).toEqual([]);
  expect(createProviders({ sora: { apiKey: { reveal: () => '' }, baseUrl } })).toEqual([]);
});
