import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeTempDirectory, startSandboxProcess } from '@cineflow/testkit';
import { expect, test } from 'vitest';
import type { ProviderCheck } from '../src/providers-check/check-provider.ts';

const SCRIPT = fileURLToPath(new URL('../scripts/providers.ts', import.meta.url));

/** Runs the command as a person would. */
function check(env: Record<string, string>, ...options: string[]): Promise<{ code: number; said: string }> {
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [SCRIPT, 'check', ...options], { env }, (_, stdout) => {
      resolve({ code: child.exitCode ?? -1, said: stdout });
    });
  });
}

test('providers check asks each account, finds wrong keys, orders nothing', async () => {
  await using directory = await makeTempDirectory('providers');
  await using sandbox = await startSandboxProcess({ SANDBOX_API_KEY: 'good', SANDBOX_BALANCE_CENTS: '1234' });
  await writeFile(
    join(directory.path, 'providers.yaml'),
    `providers: [{ name: team, family: openai-videos, baseUrl: "${sandbox.url}/v1", apiKeyEnv: TEAM_KEY }]`,
  );
  const env = {
    CINEFLOW_PROVIDERS_FILE: join(directory.path, 'providers.yaml'),
    TEAM_KEY: 'canary',
    SORA_API_KEY: 'good',
    SORA_BASE_URL: sandbox.url,
    DASHSCOPE_API_KEY: 'good',
    DASHSCOPE_BASE_URL: `${sandbox.url}/`,
    T8STAR_API_KEY: 'good',
    T8STAR_BASE_URL: sandbox.url,
    AIHUBMIX_API_KEY: 'good',
    AIHUBMIX_BASE_URL: sandbox.url,
    NEWAPI_API_KEY: 'good',
    NEWAPI_BASE_URL: sandbox.url,
    XAI_API_KEY: 'good',
    XAI_BASE_URL: `${sandbox.url}/xai`,
  };
  const json = await check(env, '--json');
  expect(json.code).toBe(1);
  const { providers } = JSON.parse(json.said) as { providers: ProviderCheck[] };
  expect(providers).toMatchObject([
    { id: 'sora-hk', state: 'works', balance: { amountMicros: 12_340_000, currency: 'USD' } },
    { id: 'dashscope', state: 'works' },
    { id: 'aihubmix', state: 'works' },
    { id: 't8star', state: 'works' },
    { id: 'newapi', state: 'works' },
    { id: 'xai', state: 'works', models: { missing: [] } },
    { id: 'team', state: 'broken', trouble: 'wrong-key' },
  ]);
  expect(providers.map(({ models }) => models?.missingDefault)).toEqual(providers.map(() => undefined));
  expect(providers.every(({ clockOffsetMs }) => clockOffsetMs !== undefined)).toBe(true);
  const people = await check(env, '--lang', 'zh');
  expect(people.said).toMatch(/✗ team .*不可用\n.*密钥被拒绝.*providers\.yaml: team/);
  expect(json.said + people.said).not.toContain('canary');
  const bill = (await (await fetch(`${sandbox.url}/bill`)).json()) as { creates: { received: number } };
  expect(bill.creates.received).toBe(0);
});
