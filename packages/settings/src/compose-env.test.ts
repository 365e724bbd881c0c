import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { parseSettings } from './parse-settings.ts';
import { KEYED_ACCOUNTS } from './provider-settings.ts';

const FILE = fileURLToPath(new URL('../../../apps/sandbox/compose.env', import.meta.url));

/** Variables of a container, as compose reads them: the file has the syntax of a shell. */
function containerWith(env: Record<string, string>): Record<string, string> {
  const print = `set -a; . ${FILE}; exec ${process.execPath} -p 'JSON.stringify(process.env)'`;
  return JSON.parse(execFileSync('sh', ['-c', print], { env, encoding: 'utf8' })) as Record<string, string>;
}

function urlsOf(env: Record<string, string>) {
  const { SORA_BASE_URL = '', SORA_API_KEY = '' } = containerWith(env);
  return parseSettings({ ...env, SORA_BASE_URL, SORA_API_KEY }).providers.map(
    ({ id, baseUrl }) => `${id} ${baseUrl}`,
  );
}

describe('containers without a key', () => {
  test.each([{}, { T8STAR_API_KEY: '' }])('order from the sandbox: %o', (env) => {
    expect(urlsOf(env)).toEqual(['sora-hk http://sandbox:4010/v1']);
  });
});

describe('containers with a key', () => {
  test('order from its provider alone', () => {
    expect(urlsOf({ T8STAR_API_KEY: 'k' })).toEqual(['t8star https://ai.t8star.org/v1']);
    expect(urlsOf({ SORA_API_KEY: 'k' })).toEqual(['sora-hk https://api.sora.hk/v1']);
  });

  const variables = KEYED_ACCOUNTS.filter(({ name }) => name !== 'SORA').flatMap(({ key }) =>
    key.endsWith('_API_KEY') ? [key, `${key}_FILE`] : [key],
  );
  test.each([...variables, 'CINEFLOW_PROVIDERS_FILE'])('leave the sandbox alone for %s', (variable) => {
    expect(containerWith({ [variable]: 'k' })['SORA_API_KEY']?.trim()).toBe('');
  });
});
