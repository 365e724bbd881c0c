import {
  eventually,
  makeTempDirectory,
  startSandboxProcess,
  startStack,
  testPrefix,
  type Bill,
  type RunningServer,
} from '@cineflow/testkit';
import type { Receipt } from '@cineflow/contracts';
import { expect, inject, test } from 'vitest';

const SHOTS_EACH = 16;
const OWN_LIMIT = 3;
const KEY = 'sora-test';

/** Five accounts, each with its own wire, limit and trouble. */
const ACCOUNTS = [
  // Lost answers; its list tells them.
  {
    id: 'sora-hk',
    name: 'SORA',
    path: '/v1',
    sandbox: { SANDBOX_FAULTS: 'accepted-502=0.15,accepted-drop=0.15' },
  },
  // Its breaker trips.
  { id: 'dashscope', name: 'DASHSCOPE', path: '', sandbox: {} },
  // Money for two or three of its clips.
  { id: 'xai', name: 'XAI', path: '/xai', sandbox: { SANDBOX_BALANCE_CENTS: '200' } },
  // Refuses some prompts.
  { id: 'gemini', name: 'GEMINI', path: '/gemini', sandbox: {} },
  // Limits harder than it was configured.
  { id: 'aihubmix', name: 'AIHUBMIX', path: '', sandbox: { SANDBOX_LIMIT: '2' } },
] as const;

const REFUSED = new Set([3, 9, 14]);

const promptOf = (id: string, shot: number): string =>
  `${id}: harbour ${shot}${id === 'gemini' && REFUSED.has(shot) ? ' [[fault:content-refusal]]' : ''}`;

interface FullBill extends Bill {
  operations: { prompt: string }[];
}

const billOf = async (sandbox: RunningServer): Promise<FullBill> =>
  (await (await fetch(`${sandbox.url}/bill`)).json()) as FullBill;

async function control(sandbox: RunningServer | undefined, change: object): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(`${sandbox?.url}/control`, {
    method: 'PATCH',
    headers,
    body: JSON.stringify(change),
  });
  expect(answer.status).toBe(200);
}

test('80 shots over five families are each made once, whatever one of them does', async () => {
  await using output = await makeTempDirectory('five-families');
  await using sandboxes = new AsyncDisposableStack();
  const servers = new Map<string, RunningServer>();
  const env: Record<string, string> = {
    CINEFLOW_DEFAULT_PROVIDER: 'sora-hk',
    CINEFLOW_RATES: 'CNY=0.14',
    CINEFLOW_SETTLE_MS: '2000',
    CINEFLOW_SUBMIT_TIMEOUT_MS: '2000',
    CINEFLOW_COOLDOWN_MS: '500',
    CINEFLOW_RECOVERY_STEP_MS: '100',
    CINEFLOW_TRIP_AFTER: '4',
    CINEFLOW_POLL_MAX_MS: '1000',
  };
  for (const { id, name, path, sandbox } of ACCOUNTS) {
    const server = await startSandboxProcess({
      SANDBOX_API_KEY: KEY,
      SANDBOX_RENDER_MS: '300-700',
      ...sandbox,
    });
    sandboxes.defer(() => server.kill('SIGKILL'));
    servers.set(id, server);
    env[`${name}_API_KEY`] = KEY;
    env[`${name}_BASE_URL`] = `${server.url}${path}`;
    env[`${name}_MAX_CONCURRENT`] = String(OWN_LIMIT);
  }
  await using stack = await startStack({
    redisUrl: inject('redisUrl'),
    prefix: testPrefix().slice(1, -1),
    outputDirectory: output.path,
    workers: 2,
    env,
  });
  const shots = Array.from({ length: SHOTS_EACH }, (_, shot) =>
    ACCOUNTS.map(({ id }) => ({ id, shot })),
  ).flat();
  await control(servers.get('dashscope'), { faults: 'outage@0+6' });
  const { id } = await stack.post({
    segments: shots.map((shot, index) => ({
      segment_index: index + 1,
      prompt_text: promptOf(shot.id, shot.shot),
      duration_seconds: 5,
      provider: shot.id,
    })),
  });
  await eventually(
    async () => {
      const { waiting } = await stack.get<{ waiting: { reason: string }[] }>(`/v1/storyboards/${id}`);
      return waiting.some(({ reason }) => reason === 'balance');
    },
    { timeoutMs: 60_000 },
  );
  await control(servers.get('xai'), { balanceCents: 1_000_000 });
  const status = await stack.finished(id, 150_000);
  const made = shots.length - REFUSED.size;
  expect(status.counts).toMatchObject({ completed: made, failed: REFUSED.size, unconfirmed: 0 });
  const bills = await Promise.all(
    [...servers].map(async ([name, server]) => [name, await billOf(server)] as const),
  );
  for (const [name, bill] of bills) {
    expect([name, bill.paidPerPrompt.max, bill.maxInFlight <= OWN_LIMIT]).toEqual([name, 1, true]);
    // Each shot was made where it was ordered.
    expect(bill.operations.every(({ prompt }) => prompt.startsWith(`${name}: `))).toBe(true);
  }
  const refusals = Object.fromEntries(bills.map(([name, { creates }]) => [name, creates.refused > 0]));
  expect(refusals).toMatchObject({ dashscope: true, xai: true, gemini: true });
  expect(bills.reduce((sum, [, bill]) => sum + bill.creates.accepted, 0)).toBe(made);
  const receipt = await stack.get<Receipt>(`/v1/storyboards/${id}/receipt`);
  expect(receipt.lines).toHaveLength(shots.length);
  expect(receipt.lines.filter(({ operations }) => operations.length > 0)).toHaveLength(made);
});
