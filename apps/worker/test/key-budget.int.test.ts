import { changeApiKeys, hashApiKey, newApiKey } from '@cineflow/ledger';
import {
  connectRedis,
  eventually,
  startPrivateRedis,
  startStack,
  makeTempDirectory,
} from '@cineflow/testkit';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { storyboardOf } from './storyboards.ts';

interface Status {
  id: string;
  counts: Record<string, number>;
  waiting: { reason: string; takes: number }[];
}

test('what an API key may spend holds takes back, and goes on when the operator raises it, whatever Redis forgets', async () => {
  await using output = await makeTempDirectory('budget');
  const file = join(output.path, '.api-keys.json');
  const secret = newApiKey();
  const allow = (budgetCents: number) =>
    changeApiKeys(file, () => [
      {
        name: 'studio-a',
        sha256: hashApiKey(secret),
        scope: 'order',
        budgetCents,
        createdAt: new Date().toISOString(),
      },
    ]);
  await allow(12);
  await using redis = await startPrivateRedis({ appendonly: true });
  await using stack = await startStack({
    redisUrl: redis.url,
    prefix: 'budget',
    outputDirectory: output.path,
    workers: 2,
    env: { CINEFLOW_SETTLE_MS: '500', CINEFLOW_STALL_MS: '1000', CINEFLOW_SUBMIT_TIMEOUT_MS: '1000' },
    sandbox: { SANDBOX_RENDER_MS: '100', SANDBOX_PRICE_CENTS: '6' },
  });
  const headers = { authorization: `Bearer ${secret}`, 'content-type': 'application/json' };
  const ask = async <T>(path: string, body?: object): Promise<T> => {
    const more = body ? { method: 'POST', body: JSON.stringify(body) } : {};
    return (await (await fetch(`${stack.api.url}${path}`, { headers, ...more })).json()) as T;
  };
  const { id } = await ask<Status>('/v1/storyboards', storyboardOf(4, 'budget of a key'));
  const status = () => ask<Status>(`/v1/storyboards/${id}`);
  await eventually(async () => (await status()).counts['completed'] === 2, { timeoutMs: 20_000 });
  const isHeld = () =>
    eventually(async () => expect((await status()).waiting).toEqual([{ reason: 'budget', takes: 2 }]), {
      timeoutMs: 20_000,
    });
  await isHeld();
  const { shots } = await ask<{ shots: { takes: { waitDetail?: string }[] }[] }>(
    `/v1/storyboards/${id}/shots`,
  );
  expect(JSON.stringify(shots)).toContain('the budget of the API key studio-a is used up');
  expect((await stack.bill()).creates.received).toBe(2);

  // Neither the limit nor what was spent is forgotten with Redis.
  await using client = connectRedis(redis.url);
  await client.flushall();
  await isHeld();
  expect((await stack.bill()).creates.received).toBe(2);

  await allow(24);
  await eventually(async () => (await status()).counts['completed'] === 4, { timeoutMs: 20_000 });
  expect((await stack.bill()).creates.accepted).toBe(4);
});
