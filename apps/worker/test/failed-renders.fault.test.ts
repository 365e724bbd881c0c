import type { IncidentList, ShotList } from '@cineflow/contracts';
import { makeTempDirectory, startStack, testPrefix } from '@cineflow/testkit';
import { expect, inject, test } from 'vitest';

const shot = (index: number, prompt_text: string) => ({
  segment_index: index + 1,
  prompt_text,
  duration_seconds: 10,
});

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
