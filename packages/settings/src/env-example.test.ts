import { readFile } from 'node:fs/promises';
import { parseEnv } from 'node:util';
import { expect, test } from 'vitest';
import { envExample } from './env-example.ts';
import { parseSettings } from './parse-settings.ts';

test('.env.example is in step with the settings', async () => {
  const file = await readFile(new URL('../../../.env.example', import.meta.url), 'utf8');
  expect(file, 'run node packages/settings/scripts/write-env-example.ts').toBe(envExample());
});

test('what the example shows are the defaults', () => {
  const uncommented = envExample().replaceAll(/^# ([A-Z_]+=)/gm, '$1');
  expect(parseSettings(parseEnv(uncommented))).toEqual(parseSettings({}));
});
