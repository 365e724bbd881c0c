import type { IncidentList, ShotList, Storyboard, TakeWithTimeline } from '@cineflow/contracts';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { eventually, freePort, makeTempDirectory, startStack, testPrefix } from '@cineflow/testkit';
import { expect, inject, test } from 'vitest';

const shot = (index: number, prompt_text: string) => ({
  segment_index: index + 1,
  prompt_text,
  duration_seconds: 10,
});

/** A site does not tell its prices. */
const MODELS_FILE = `
models:
  - id: wan2.6-t2v
    family: newapi
    prices: [{ unit: call, amount: 0.06, currency: USD }]
`;

test('books refunds, refusals and implausible costs correctly', async () => {
  await using output = await makeTempDirectory('failed-renders');
  await using stack = await startStack({
    redisUrl: inject('redisUrl'),
    prefix: testPrefix().slice(1, -1),
    outputDirectory: output.path,
    workers: 1,
    sandbox: { SANDBOX_RENDER_MS: '50', SANDBOX_PRICE_CENTS: '6', SANDBOX_REFUND_FAILED: 'status' },
  });
  const sinking = ['a boat', 'a raft', 'a tub'].map((what) => `${what} sinks [[fault:render-failed]]`);
  const sailing = ['a boat sails', 'a raft sails [[fault:accepted-odd-cost]]'];
  const refunded = await stack.post({
    storyboard: { segments: [...sinking, ...sailing].map((prompt, index) => shot(index, prompt)) },
    options: { budgetCents: 18 },
  });
  const shapes = ['content-failed-object', 'content-failed-list', 'render-failed-empty x1'];
  const reasons = await stack.post({
    storyboard: { segments: shapes.map((fault, index) => shot(index, `a mask [[fault:${fault}]]`)) },
    options: { retryFailed: 2 },
  });

  // Without the refund the last two would wait for the budget.
  const first = await stack.finished(refunded.id);
  expect(first).toMatchObject({ counts: { failed: 3, completed: 2 }, cost: { spentCents: 12 } });
  const { incidents } = await stack.get<IncidentList>('/v1/incidents');
  expect(incidents).toMatchObject([{ kind: 'odd-cost', detail: 'told cost 1e+308; booked as the price' }]);

  expect(await stack.finished(reasons.id)).toMatchObject({ counts: { failed: 2, completed: 1 } });
  const { shots } = await stack.get<ShotList>(`/v1/storyboards/${reasons.id}/shots`);
  const takes = shots.flatMap((one) => one.takes);
  expect(takes.map(({ attempts, failure }) => [attempts, failure?.reason])).toEqual([
    [1, 'content-policy'],
    [1, 'content-policy'],
    [2, undefined],
  ]);
  expect(takes[0]?.failure?.message).toBe('content_policy: violates our content policy');
});

test('books a refund that only the charge log tells of, and its budget has room again', async () => {
  await using output = await makeTempDirectory('charge-log');
  const port = String(await freePort());
  const models = join(output.path, 'models.yaml');
  await writeFile(models, MODELS_FILE);
  await using stack = await startStack({
    redisUrl: inject('redisUrl'),
    prefix: testPrefix().slice(1, -1),
    outputDirectory: output.path,
    workers: 1,
    sandbox: { SANDBOX_RENDER_MS: '50', SANDBOX_PORT: port, SANDBOX_REFUND_FAILED: 'balance' },
    env: {
      CINEFLOW_MODELS_FILE: models,
      NEWAPI_API_KEY: 'sora-test',
      NEWAPI_BASE_URL: `http://127.0.0.1:${port}/`,
      CINEFLOW_POLL_FIRST_MS: '50',
      CINEFLOW_POLL_MIN_MS: '50',
      CINEFLOW_SETTLE_MS: '2000',
      CINEFLOW_SUBMIT_TIMEOUT_MS: '1000',
      CINEFLOW_STALL_MS: '1000',
    },
  });
  const { id } = await stack.post({
    storyboard: { segments: [shot(0, 'a boat sinks [[fault:render-failed]]')] },
    options: { provider: 'newapi', budgetCents: 6 },
  });
  expect(await stack.finished(id)).toMatchObject({ counts: { failed: 1 } });
  const take = await eventually(
    async () => {
      const told = await stack.get<TakeWithTimeline>(`/v1/takes/${id}-1-1`);
      return told.timeline.at(-1)?.event === 'refund' && told;
    },
    { timeoutMs: 20_000 },
  );
  expect(take).toMatchObject({ state: 'failed', attempts: 1, costCents: 0 });
  expect(take.timeline.at(-1)?.detail).toBe('the provider gave 6 cents back');
  const { cost } = await stack.get<Storyboard>(`/v1/storyboards/${id}`);
  expect(cost).toMatchObject({ spentCents: 0, budgetCents: 6 });
});
