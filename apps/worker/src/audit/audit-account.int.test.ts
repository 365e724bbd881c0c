import { openBook, type Book } from '@cineflow/book';
import { createProviders } from '@cineflow/providers';
import { parseSettings } from '@cineflow/settings';
import { createLogger } from '@cineflow/telemetry';
import { makeTempDirectory, startSandboxProcess } from '@cineflow/testkit';
import { expect, test } from 'vitest';
import { auditAccount } from './audit-account.ts';
import { hasFindings, renderAudit } from './render-audit.ts';

const log = createLogger({ name: 'audit', level: 'silent', secrets: [] });

/** A take of the book whose operation failed in the sandbox. */
async function failOne(book: Book, url: string): Promise<string> {
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
  const operationId = await create(url, 'x [[fault:render-failed]]');
  await book.takes.accept({ takeId: 's-1-1', attemptId: 'a', operationId, costMicros: 60_000, detail: {} });
  const failure = { reason: 'provider-failed', message: 'x' } as const;
  await book.takes.end({ takeId: 's-1-1', event: 'fail', operationId, failure, detail: {} });
  return operationId;
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
  const [provider] = createProviders(settings);
  if (!provider) throw new Error('no provider');
  const book = openBook({ dataDirectory: data.path, prefix: 'audit' });
  const since = Date.now() - 3_600_000;
  const audit = () => auditAccount({ book, money: settings.book, log }, provider, since);

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
  const [provider] = createProviders(settings);
  if (!provider) throw new Error('no provider');
  const book = openBook({ dataDirectory: data.path, prefix: 'audit' });
  const context = { book, money: settings.book, log };
  const audit = () => auditAccount(context, provider, Date.now() - 3_600_000);
  await audit();

  await failOne(book, sandbox.url);
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
