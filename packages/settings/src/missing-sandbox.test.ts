import { expect, test } from 'vitest';
import { missingSandbox } from './missing-sandbox.ts';
import { parseSettings } from './parse-settings.ts';

const unknown = () => Promise.reject(new Error('ENOTFOUND'));
const patienceMs = 300;
const withoutKey = parseSettings({ SORA_BASE_URL: 'http://sandbox:4010/v1', SORA_API_KEY: 'sandbox' });

test('without a key or sandbox, says what to do', async () => {
  const advice = await missingSandbox(withoutKey, { resolve: unknown, patienceMs });
  expect(advice).toContain('the key of a provider');
  expect(advice).toContain('docker compose --profile sandbox up');
});

test('a sandbox that starts a moment later is waited for', async () => {
  let asked = 0;
  const resolve = async () => ((asked += 1) === 1 ? unknown() : undefined);
  expect(await missingSandbox(withoutKey, { resolve, patienceMs })).toBeNull();
});

test('a rehearsal that is off does not stop a provider with a key', async () => {
  const both = parseSettings({ SANDBOX_BASE_URL: 'http://sandbox:4010', T8STAR_API_KEY: 'k' });
  expect(await missingSandbox(both, { resolve: unknown, patienceMs })).toBeNull();
});

test('an address of a provider is not looked up', async () => {
  const resolve = () => expect.unreachable('asked');
  expect(await missingSandbox(parseSettings({}), { resolve, patienceMs })).toBeNull();
});
