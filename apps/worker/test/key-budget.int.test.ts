import { openBook } from '@cineflow/book';
import { toMicros } from '@cineflow/core';
import {
  connectRedis,
  eventually,
  startPrivateRedis,
  startStack,
  makeTempDirectory,
} from '@cineflow/testkit';
import { hash } from 'node:crypto';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';
import { storyboardOf } from './storyboards.ts';

interface Status {
  id: string;
  counts: Record<string, number>;
  waiting: { reason: string; takes: number }[];
}

test('parks takes beyond an API key budget until it is raised', async () => {
  await using output = await makeTempDirectory('budget');
  const data = join(output.path, '..', `${basename(output.path)}.data`);
  const secret = `cf_${'k'.repeat(43)}`;
  const book = openBook({ dataDirectory: data, prefix: 'budget' });
  const sha256 = hash('sha256', secret, 'hex');
  const key = { name: 'studio-a', sha256, scope: 'order' as const, budgetMicros: toMicros(12) };
  await book.keys.create({ key });
  await using redis = await startPrivateRedis({ appendonly: true });
  await using stack = await startStack({
    redisUrl: redis.url,
    prefix: 'budget',
    outputDirectory: output.path,
    workers: 2,
    env: { CINEFLOW_SETTLE_MS: '1000', CINEFLOW_STALL_MS: '1000', CINEFLOW_SUBMIT_TIMEOUT_MS: '1000' },
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
  const isParked = () =>
    eventually(async () => expect((await status()).waiting).toEqual([{ reason: 'budget', takes: 2 }]), {
      timeoutMs: 20_000,
    });
  await isParked();
  const { shots } = await ask<{ shots: { takes: { waitDetail?: string }[] }[] }>(
    `/v1/storyboards/${id}/shots`,
  );
  expect(JSON.stringify(shots)).toContain('API key studio-a has 0 of 12 cents left, the take costs 6');
  expect((await stack.bill()).creates.received).toBe(2);

  // A loss of Redis forgets neither the limit nor the spending.
  await using client = connectRedis(redis.url);
  await client.flushall();
  await isParked();
  expect((await stack.bill()).creates.received).toBe(2);

  await book.keys.setBudget({ name: 'studio-a', budgetMicros: toMicros(24) });
  await eventually(async () => (await status()).counts['completed'] === 4, { timeoutMs: 20_000 });
  expect((await stack.bill()).creates.accepted).toBe(4);
  await book.close();
});
