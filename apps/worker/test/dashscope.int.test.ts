import { freePort, makeTempDirectory, startStack, testPrefix } from '@cineflow/testkit';
import { expect, inject, test } from 'vitest';

test('three shots over DashScope are paid once each, one whose answer was lost among them', async () => {
  await using output = await makeTempDirectory('dashscope');
  const port = String(await freePort());
  await using stack = await startStack({
    redisUrl: inject('redisUrl'),
    prefix: testPrefix().slice(1, -1),
    outputDirectory: output.path,
    workers: 1,
    sandbox: { SANDBOX_PORT: port, SANDBOX_RENDER_MS: '300' },
    env: {
      DASHSCOPE_API_KEY: 'sora-test',
      DASHSCOPE_BASE_URL: `http://127.0.0.1:${port}`,
      CINEFLOW_DEFAULT_PROVIDER: 'dashscope',
      CINEFLOW_CURRENCY: 'CNY',
      CINEFLOW_SETTLE_MS: '2000',
      CINEFLOW_SUBMIT_TIMEOUT_MS: '2000',
    },
  });
  const prompts = ['a boat sails', 'a raft [[fault:accepted-no-id]]', 'a tub [[fault:poll-not-found-once]]'];
  const segments = prompts.map((prompt_text, index) => ({
    segment_index: index + 1,
    prompt_text,
    duration_seconds: 5,
    resolution: index === 1 ? 'vertical' : 'horizontal',
  }));
  const { id } = await stack.post({ storyboard: { segments }, options: { budgetCents: 900 } });
  expect(await stack.finished(id)).toMatchObject({
    state: 'completed',
    counts: { completed: 3 },
    cost: { spentCents: 900 },
  });
  const { creates } = await stack.bill();
  expect(creates).toMatchObject({ received: 3, accepted: 3 });
});
