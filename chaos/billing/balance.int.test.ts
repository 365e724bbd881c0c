import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually, startStack, testPrefix } from '@cineflow/testkit';
import { expect, inject, test } from 'vitest';

const PRICE_CENTS = 6;
const PAID_FOR = 8;
const SHOTS = 20;

interface Totals {
  creates: { accepted: number; received: number };
  refusedByReason: Record<string, number>;
}

test('an empty account holds the lane, fails nothing, and a top-up is noticed by itself', async () => {
  const outputDirectory = await mkdtemp(join(tmpdir(), 'cineflow-balance-'));
  await using stack = await startStack({
    redisUrl: inject('redisUrl'),
    prefix: testPrefix().slice(1, -1),
    outputDirectory,
    workers: 2,
    env: { MAX_CONCURRENT_TASKS: '4' },
    sandbox: {
      SANDBOX_RENDER_MS: '100',
      SANDBOX_PRICE_CENTS: String(PRICE_CENTS),
      // A rest that is not enough for one more must not be tried again and again.
      SANDBOX_BALANCE_CENTS: String(PAID_FOR * PRICE_CENTS + PRICE_CENTS - 1),
    },
  });
  const { id } = await stack.post({
    segments: Array.from({ length: SHOTS }, (_, index) => ({
      segment_index: index + 1,
      prompt_text: `shot ${index + 1}`,
      duration_seconds: 10,
    })),
  });
  const lane = async () =>
    (await stack.get<{ providers: { isolation?: string }[] }>('/v1/providers')).providers[0];
  await eventually(async () => (await lane())?.isolation === 'balance', { timeoutMs: 20_000 });
  const held = await stack.get<{ counts: Record<string, number>; waiting: { reason: string }[] }>(
    `/v1/storyboards/${id}`,
  );
  expect(held.counts.failed).toBe(0);
  expect(held.waiting.map(({ reason }) => reason)).toContain('balance');

  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify({ balanceCents: 10_000 });
  await fetch(`${stack.sandbox.url}/control`, { method: 'PATCH', headers, body });
  expect((await stack.finished(id)).counts).toMatchObject({ completed: SHOTS, failed: 0 });
  const bill = (await (await fetch(`${stack.sandbox.url}/bill?operations=false`)).json()) as Totals;
  expect(bill.creates.accepted).toBe(SHOTS);
  expect(bill.refusedByReason.balance ?? 0).toBeLessThanOrEqual(4);
  await rm(outputDirectory, { recursive: true, force: true });
});
