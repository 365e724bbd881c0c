import { openBook, type Book } from '@cineflow/book';
import { createProviders, type CallContext, type Provider } from '@cineflow/providers';
import { parseSettings, type Settings } from '@cineflow/settings';
import { createLogger } from '@cineflow/telemetry';
import { makeTempDirectory, startSandboxProcess } from '@cineflow/testkit';
import { expect, test } from 'vitest';
import { auditAccount } from './audit-account.ts';
import { hasFindings, renderAudit } from './render-audit.ts';

const log = createLogger({ name: 'audit', level: 'silent', secrets: [] });

/** The configured account, with an unlimited budget of questions. */
function accountOf(settings: Settings): Parameters<typeof auditAccount>[1] {
  const [provider] = createProviders(settings);
  if (!provider) throw new Error('no provider');
  return { provider, questions: { mayAsk: async () => true, heed: async () => {} } };
}

/** A take of the book whose operation failed. */
async function failOne(book: Book, operationId: string): Promise<void> {
  const request = { model: 'sora-2', prompt: 'x', inputs: [], durationSeconds: 10, aspectRatio: '16:9' };
  const take = {
    providerId: 'sora-hk',
    segmentIndex: 1,
    takeNumber: 1,
    fingerprint: 'f',
    priceCents: 6,
    request,
  };
  const storyboard = {
    id: 's',
    name: 's',
    providerId: 'sora-hk',
    model: 'sora-2',
    priority: 'normal',
  } as const;
  await book.storyboards.accept({ storyboard: { ...storyboard, force: false, warnings: [], takes: [take] } });
  await book.takes.begin({ takeId: 's-1-1', attemptId: 'a', epoch: 0 });
  await book.takes.accept({ takeId: 's-1-1', attemptId: 'a', operationId, costMicros: 60_000, detail: {} });
  const failure = { reason: 'provider-failed', message: 'x' } as const;
  await book.takes.end({ takeId: 's-1-1', event: 'fail', operationId, failure, detail: {} });
}

async function create(url: string, prompt: string): Promise<string> {
  const answer = await fetch(`${url}/v1/create`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: 'Bearer k' },
    body: JSON.stringify({ prompt, duration: 10, resolution: 'horizontal' }),
  });
  return ((await answer.json()) as { data: { task_id: string } }).data.task_id;
}

test('reports unclaimed and missing operations and balance drift', async () => {
  await using data = await makeTempDirectory('audit');
  await using sandbox = await startSandboxProcess({ SANDBOX_API_KEY: 'k' });
  const settings = parseSettings({ SORA_API_KEY: 'k', SORA_BASE_URL: `${sandbox.url}/v1` });
  const account = accountOf(settings);
  const book = openBook({ dataDirectory: data.path, prefix: 'audit' });
  const since = Date.now() - 3_600_000;
  const audit = () => auditAccount({ book, money: settings.book, log }, account, since);

  const first = await audit();
  expect(first).toMatchObject({ differences: [], isComplete: true, spentCents: 0, balanceCents: 1_000_000 });
  expect(hasFindings(first)).toBe(false);

  const operationId = await create(sandbox.url, 'ordered by somebody else');
  const second = await audit();
  expect(second.differences).toMatchObject([{ kind: 'unclaimed', operationId }]);
  expect(second.driftCents).toBe(6);
  expect(hasFindings(second)).toBe(true);
  expect(renderAudit(second).join('\n')).toContain(`paid and no take's: ${operationId}`);
  expect((await audit()).driftCents).toBe(0);
  await book.close();
});

test('books refunds from the list, and sees others in the balance', async () => {
  await using data = await makeTempDirectory('audit-refund');
  const env = { SANDBOX_API_KEY: 'k', SANDBOX_RENDER_MS: '0', SANDBOX_REFUND_FAILED: 'balance' };
  await using sandbox = await startSandboxProcess(env);
  const settings = parseSettings({ SORA_API_KEY: 'k', SORA_BASE_URL: `${sandbox.url}/v1` });
  const account = accountOf(settings);
  const book = openBook({ dataDirectory: data.path, prefix: 'audit' });
  const context = { book, money: settings.book, log };
  const audit = () => auditAccount(context, account, Date.now() - 3_600_000);
  await audit();

  await failOne(book, await create(sandbox.url, 'x [[fault:render-failed]]'));
  const silent = await audit();
  expect(silent).toMatchObject({ differences: [], spentCents: 6, driftCents: -6, refundedCents: 0 });
  expect(hasFindings(silent)).toBe(true);
  expect(renderAudit(silent).join('\n')).toContain('fell 6 cents less than the book says');

  await fetch(`${sandbox.url}/control`, {
    method: 'PATCH',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ refundFailed: 'status' }),
  });
  const told = await audit();
  expect(told).toMatchObject({ spentCents: 0, refundedCents: 6 });
  expect(renderAudit(told).join('\n')).toContain('given back by the provider, and booked now: 6 cents');
  expect(await book.takes.read({ takeId: 's-1-1' })).toMatchObject({ spentMicros: 0, bought: 1 });
  expect(await audit()).toMatchObject({ refundedCents: 0, spentCents: 0, driftCents: 0 });
  await book.close();
});

test('books refunds from the charge log, in parts or at once', async () => {
  await using data = await makeTempDirectory('audit-log');
  const book = openBook({ dataDirectory: data.path, prefix: 'audit-log' });
  await failOne(book, 'op');
  const cents = (amount: number, refundOf?: string) => ({
    at: new Date().toISOString(),
    amountMicros: amount * 10_000,
    currency: 'USD',
    ...(refundOf === undefined ? {} : { refundOf }),
  });
  const charges = [cents(6), cents(6), cents(1, 'op'), cents(2, 'op'), cents(9, 'of others')];
  const provider = {
    id: 'sora-hk',
    models: [],
    chargeLog: async () => ({ kind: 'known', charges, complete: true, evidence: { elapsedMs: 1 } }),
  } as unknown as Provider;
  const account = { provider, questions: { mayAsk: async () => true, heed: async () => {} } };
  const audit = () => auditAccount({ book, money: parseSettings({}).book, log }, account, 0);
  expect(await audit()).toMatchObject({ refundedCents: 3, spentCents: 3 });
  expect(await audit()).toMatchObject({ refundedCents: 0, spentCents: 3 });
  charges.push(cents(3, 'op'));
  expect(await audit()).toMatchObject({ refundedCents: 3, spentCents: 0 });
  await book.close();
});

/** A provider with two questions, and a budget for them. */
function startAccount(budget: number) {
  const asked: string[] = [];
  const heeded: (number | undefined)[] = [];
  const provider = {
    id: 'p',
    models: [],
    listRecent: async (_: Date, { mayAsk }: CallContext) => {
      asked.push('list');
      const complete = (await mayAsk?.()) === true;
      return { operations: [], complete, clockOffsetMs: 0, ...(complete ? {} : { throttledMs: 7000 }) };
    },
    balance: async () => {
      asked.push('balance');
      return { kind: 'error', message: 'no', throttledMs: 9000, evidence: { elapsedMs: 1 } };
    },
  } as unknown as Provider;
  const questions = {
    mayAsk: async () => budget-- > 0,
    heed: async ({ throttledMs }: { throttledMs?: number }) => void heeded.push(throttledMs),
  };
  return { account: { provider, questions }, asked, heeded };
}

test('stays within the budget of questions and reports each pause', async () => {
  await using data = await makeTempDirectory('audit-budget');
  const book = openBook({ dataDirectory: data.path, prefix: 'audit' });
  const rows = [
    { budget: 3, asked: ['list', 'balance'], heeded: [undefined, 9000], isAsked: true },
    { budget: 2, asked: ['list'], heeded: [undefined], isAsked: false },
    { budget: 1, asked: ['list'], heeded: [7000], isAsked: false },
    { budget: 0, asked: [], heeded: [], isAsked: false },
  ];
  for (const { budget, ...expected } of rows) {
    const { account, asked, heeded } = startAccount(budget);
    const audit = await auditAccount({ book, money: parseSettings({}).book, log }, account, 0);
    expect({ asked, heeded, isAsked: audit.isAsked }).toEqual(expected);
    expect(renderAudit(audit).join('\n').includes('could not be asked')).toBe(!expected.isAsked);
  }
  await book.close();
});
