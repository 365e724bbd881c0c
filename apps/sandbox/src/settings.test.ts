import { expect, test } from 'vitest';
import { describeSettings, makeSettings, readSettings } from './settings.ts';

test('variables are read into settings, the rest is by default', () => {
  const settings = readSettings({
    SANDBOX_PORT: '0',
    SANDBOX_RENDER_MS: '1500-2500',
    SANDBOX_PRO_PRICE_CENTS: '40',
    HOME: '/',
  });
  expect(settings).toMatchObject({
    port: 0,
    renderMs: { from: 1500, to: 2500 },
    proPriceCents: 40,
    limit: 0,
  });
});

test('PORT counts where SANDBOX_PORT is absent', () => {
  expect(readSettings({ PORT: '5000' }).port).toBe(5000);
  expect(readSettings({ PORT: '5000', SANDBOX_PORT: '6000' }).port).toBe(6000);
});

test('every bad variable is named', () => {
  const bad = { SANDBOX_LIMIT: 'many', SANDBOX_RENDER_MS: '5-1', SANDBOX_FAULTS: 'nope=1' };
  for (const name of Object.keys(bad)) expect(() => readSettings(bad)).toThrow(name);
});

test('a misspelt variable is refused', () => {
  expect(() => readSettings({ SANDBOX_RENDERMS: '1' })).toThrow('unknown variable: SANDBOX_RENDERMS');
});

test('settings are described in the texts that set them', () => {
  const given = { renderMs: '10-20', faults: 'accepted-502=0.1,outage@1+2', limit: '3' };
  expect(describeSettings(makeSettings(given))).toMatchObject({ ...given, limit: 3 });
});
