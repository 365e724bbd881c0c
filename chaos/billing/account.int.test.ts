import { eventually, startStack, testPrefix, type Stack, makeTempDirectory } from '@cineflow/testkit';
import { expect, inject, test } from 'vitest';

const PRICE_CENTS = 6;
const PAID_FOR = 8;
const SHOTS = 20;

interface Totals {
  creates: { accepted: number; received: number };
  refusedByReason: Record<string, number>;
}

interface Stopped {
  counts: Record<string, number>;
  waiting: { reason: string }[];
}

const isolationOf = async (stack: Stack) =>
  (await stack.get<{ providers: { isolation?: string }[] }>('/v1/providers')).providers[0]?.isolation;
const billOf = async (stack: Stack): Promise<Totals> =>
  (await (await fetch(`${stack.sandbox.url}/bill?operations=false`)).json()) as Totals;
const order = (stack: Stack) =>
  stack.post({
    segments: Array.from({ length: SHOTS }, (_, index) => ({
      segment_index: index + 1,
      prompt_text: `shot ${index + 1}`,
      duration_seconds: 10,
    })),
  });

async function control(stack: Stack, change: object): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify(change);
  const answer = await fetch(`${stack.sandbox.url}/control`, { method: 'PATCH', headers, body });
  expect(answer.status).toBe(200);
}

test('an empty balance, then a refused key isolate the lane', async () => {
  await using output = await makeTempDirectory('balance');
  await using stack = await startStack({
    redisUrl: inject('redisUrl'),
    prefix: testPrefix().slice(1, -1),
    outputDirectory: output.path,
    workers: 2,
    env: { MAX_CONCURRENT_TASKS: '4' },
    sandbox: {
      SANDBOX_RENDER_MS: '300',
      SANDBOX_PRICE_CENTS: String(PRICE_CENTS),
      // A balance below one price must not lead to repeated attempts.
      SANDBOX_BALANCE_CENTS: String(PAID_FOR * PRICE_CENTS + PRICE_CENTS - 1),
    },
  });
  const { id } = await order(stack);
  await held(stack, id, 'balance');
  const paid = (await billOf(stack)).creates.accepted;
  expect(paid).toBe(PAID_FOR);

  await control(stack, { balanceCents: 10_000 });
  await eventually(async () => (await billOf(stack)).creates.accepted > paid, { timeoutMs: 20_000 });
  await control(stack, { apiKey: 'another one' });
  await held(stack, id, 'auth');
  const { received } = (await billOf(stack)).creates;

  await control(stack, { apiKey: 'sora-test' });
  expect((await stack.finished(id)).counts).toMatchObject({ completed: SHOTS, failed: 0 });
  const bill = await billOf(stack);
  expect(bill.creates.accepted).toBe(SHOTS);
  expect(bill.refusedByReason.balance ?? 0).toBeLessThanOrEqual(4);
  // No create while the key was refused: every later one was accepted.
  expect(bill.creates.received - received).toBeLessThanOrEqual(SHOTS);
});

/** Waits until the lane is isolated for a reason shown by the storyboard; no take fails. */
async function held(stack: Stack, id: string, reason: string): Promise<void> {
  await eventually(async () => (await isolationOf(stack)) === reason, { timeoutMs: 20_000 });
  const stopped = await stack.get<Stopped>(`/v1/storyboards/${id}`);
  expect(stopped.counts['failed']).toBe(0);
  expect(stopped.waiting.map((wait) => wait.reason)).toContain(reason);
}
