import { openBook } from '@cineflow/book';
import { createProviders } from '@cineflow/providers';
import { parseSettings } from '@cineflow/settings';
import { makeTempDirectory, startSandboxProcess } from '@cineflow/testkit';
import { expect, test } from 'vitest';
import { auditAccount } from './audit-account.ts';
import { microsOf } from '../submit/cost-of.ts';
import { hasFindings, renderAudit } from './render-audit.ts';

async function create(url: string, prompt: string): Promise<string> {
  const answer = await fetch(`${url}/v1/create`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: 'Bearer k' },
    body: JSON.stringify({ prompt, duration: 10, resolution: 'horizontal' }),
  });
  return ((await answer.json()) as { data: { task_id: string } }).data.task_id;
}

test('names what was paid without a take, what is missing at the provider, and money that went elsewhere', async () => {
  await using data = await makeTempDirectory('audit');
  await using sandbox = await startSandboxProcess({ SANDBOX_API_KEY: 'k' });
  const settings = parseSettings({ SORA_API_KEY: 'k', SORA_BASE_URL: `${sandbox.url}/v1` });
  const [provider] = createProviders(settings);
  if (!provider) throw new Error('no provider');
  const book = openBook({ dataDirectory: data.path, prefix: 'audit' });
  const since = Date.now() - 3_600_000;
  const audit = () =>
    auditAccount({ book, provider, microsOf: (money) => microsOf({ settings }, money) }, since);

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
