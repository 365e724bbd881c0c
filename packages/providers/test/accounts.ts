import type { AccountSettings } from '../src/family.ts';

/** Settings of an account at some address. */
export function accountAt(baseUrl: string, apiKey: string): AccountSettings {
  return { id: 'account', family: 'any', baseUrl, apiKey: { reveal: () => apiKey } };
}
