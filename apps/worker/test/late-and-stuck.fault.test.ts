import {
  eventually,
  makeTempDirectory,
  startStack,
  testPrefix,
  type Stack,
  type StackOptions,
} from '@cineflow/testkit';
import { describe, expect, inject, test } from 'vitest';

const TIMES = { CINEFLOW_SETTLE_MS: '2000', CINEFLOW_SUBMIT_TIMEOUT_MS: '1000', CINEFLOW_STALL_MS: '1000' };

interface Take {
  id: string;
  state: string;
  attempts: number;
  operationId?: string;
  costCents?: number;
  waitReason?: string;
  waitDetail?: string;
  failure?: { reason: string };
  timeline: { event: string; detail?: string }[];
}

/** One permit; an operation is overdue after a second. */
const SHORT = { MAX_CONCURRENT_TASKS: '1', CINEFLOW_POLL_LIMIT_MS: '1000', CINEFLOW_POLL_MAX_MS: '500' };

async function startOne(directory: string, more: Pick<StackOptions, 'sandbox' | 'env'>): Promise<Stack> {
  return startStack({
    redisUrl: inject('redisUrl'),
    prefix: testPrefix().slice(1, -1),
    outputDirectory: directory,
    workers: 1,
    ...more,
    env: { ...TIMES, ...more.env },
  });
}

const order = (...prompts: string[]) => ({
  segments: prompts.map((prompt, index) => ({ segment_index: index + 1, prompt_text: prompt })),
});

const takeOf = (stack: Stack, id: string, shot = 1) => stack.get<Take>(`/v1/takes/${id}-${shot}-1`);

async function send(url: string, body: object): Promise<{ status: number; body: Record<string, unknown> }> {
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}

describe('a list that lags far behind the settle time', () => {
  test('finds a create with a lost answer, never resends it', async () => {
    await using output = await makeTempDirectory('late-list');
    await using stack = await startOne(output.path, {
      sandbox: { SANDBOX_RENDER_MS: '400', SANDBOX_LIST_LAG_MS: '6000' },
    });
    const { id } = await stack.post(
      order('lost [[fault:accepted-drop x1]]', 'known, and not in the list either'),
    );
    expect((await stack.finished(id, 60_000)).counts).toMatchObject({ completed: 2 });
    expect((await stack.bill()).creates).toMatchObject({ received: 2, accepted: 2 });
    expect((await takeOf(stack, id)).attempts).toBe(1);
  });
});

describe('an unconfirmed take among thousands of operations', () => {
  test('stays within the request budget', async () => {
    await using output = await makeTempDirectory('long-list');
    await using stack = await startOne(output.path, {
      sandbox: { SANDBOX_RENDER_MS: '100' },
      env: { CINEFLOW_SETTLE_MS: '60000', CINEFLOW_POLLS_PER_SECOND: '1' },
    });
    const { id } = await stack.post(order('nobody took it [[fault:rejected-502 x1]]'));
    await eventually(async () => (await takeOf(stack, id)).state === 'unconfirmed', { timeoutMs: 20_000 });
    const asked = async () => {
      const { polls, lists } = (await stack.bill()).requests;
      return polls + lists;
    };
    await othersBuy(stack, 600);
    const [before, startedAt] = [await asked(), performance.now()];
    await eventually(async () => (await asked()) >= before + 3, { timeoutMs: 30_000 });
    await eventually(() => performance.now() - startedAt > 8000, { timeoutMs: 20_000 });
    const seconds = (performance.now() - startedAt) / 1000;
    // Plus the initial content of the bucket.
    expect((await asked()) - before).toBeLessThanOrEqual(Math.ceil(seconds) + 2);
    expect((await stack.bill()).creates.received).toBe(601);
  });
});

async function othersBuy(stack: Stack, count: number): Promise<void> {
  const headers = { 'content-type': 'application/json', authorization: 'Bearer sora-test' };
  for (let at = 0; at < count; at += 1) {
    const body = JSON.stringify({ prompt: `of others ${at}`, duration: 10, resolution: 'vertical' });
    await (await fetch(`${stack.sandbox.url}/v1/create`, { method: 'POST', headers, body })).text();
  }
}

describe('an operation that never ends', () => {
  test('can be given up: frees the permit, keeps the cost', async () => {
    await using output = await makeTempDirectory('stuck');
    await using stack = await startOne(output.path, {
      sandbox: { SANDBOX_RENDER_MS: '300' },
      env: SHORT,
    });
    const stuck = await stack.post({
      storyboard: order('never [[fault:stuck x1]]'),
      options: { retryFailed: 2, name: 'first' },
    });
    await eventually(async () => (await takeOf(stack, stuck.id)).state === 'overdue', { timeoutMs: 20_000 });
    const equal = await stack.post({
      storyboard: order('never [[fault:stuck x1]]'),
      options: { name: 'second' },
    });
    const healthy = await stack.post(order('a crane on a pond'));
    const waiting = await eventually(async () => {
      const take = await takeOf(stack, healthy.id);
      return take.waitReason === 'permit' && take;
    });
    expect(waiting.waitDetail).toBe('1 of 1 permits in use belong to overdue takes');
    const path = `${stack.api.url}/v1/takes/${stuck.id}-1-1/give-up`;
    const { operationId } = await takeOf(stack, stuck.id);
    expect(await send(path, { by: 'ops' })).toMatchObject({ status: 400 });
    const ended = await send(path, { by: 'ops', reason: 'the provider forgot it' });
    expect(ended).toMatchObject({ status: 200, body: { state: 'failed', operationId, chargedCents: 6 } });
    expect(await send(path, { by: 'ops', reason: 'again' })).toMatchObject({ status: 409 });
    expect((await stack.finished(healthy.id)).counts).toMatchObject({ completed: 1 });
    // The second stuck operation is separate; the given-up one is not paid again.
    expect((await stack.finished(equal.id)).counts).toMatchObject({ completed: 1 });
    expect(await takeOf(stack, stuck.id)).toMatchObject({
      state: 'failed',
      attempts: 1,
      failure: { reason: 'gave-up' },
    });
    expect((await stack.bill()).creates.accepted).toBe(3);
  });

  test.each([
    ['unknown-status', 'status "reviewing"'],
    ['poll-500', 'HTTP 200: '],
  ])('keeps the odd answers of %s, and its cancelled storyboard ends', async (fault, words) => {
    await using output = await makeTempDirectory('odd');
    await using stack = await startOne(output.path, { sandbox: { SANDBOX_RENDER_MS: '600000' }, env: SHORT });
    const { id } = await stack.post(order(`never [[fault:${fault}]]`, 'not sent'));
    const stuck = await eventually(
      async () => {
        const take = await takeOf(stack, id);
        return take.state === 'overdue' && /^\d+ unclear/.test(take.waitDetail ?? '') && take;
      },
      { timeoutMs: 20_000 },
    );
    expect(stuck).toMatchObject({ waitReason: 'provider', waitDetail: expect.stringContaining(words) });
    const decided = { by: 'ops', reason: 'the provider forgot it' };
    expect(await send(`${stack.api.url}/v1/storyboards/${id}/cancel`, decided)).toMatchObject({
      status: 200,
    });
    const path = `/v1/storyboards/${id}`;
    expect(await stack.get<object>(path)).toMatchObject({
      state: 'running',
      counts: { overdue: 1, cancelled: 1 },
      waiting: [{ reason: 'provider', takes: 1 }],
    });
    await send(`${stack.api.url}/v1/takes/${id}-1-1/give-up`, decided);
    expect((await stack.finished(id)).counts).toMatchObject({ failed: 1, cancelled: 1 });
    const { timeline } = await takeOf(stack, id);
    expect(timeline.at(-1)).toMatchObject({ event: 'fail', detail: expect.stringContaining(words) });
    expect((await stack.bill()).creates.received).toBe(1);
  });
});
