import {
  eventually,
  freePort,
  makeTempDirectory,
  startStack,
  testPrefix,
  type StoryboardStatus,
} from '@cineflow/testkit';
import { expect, inject, test } from 'vitest';

test('renders over three relays and pays once per take', async () => {
  await using output = await makeTempDirectory('openai-videos');
  const port = String(await freePort());
  const address = `http://127.0.0.1:${port}`;
  await using stack = await startStack({
    redisUrl: inject('redisUrl'),
    prefix: testPrefix().slice(1, -1),
    outputDirectory: output.path,
    workers: 1,
    sandbox: { SANDBOX_RENDER_MS: '50', SANDBOX_PORT: port },
    env: {
      AIHUBMIX_API_KEY: 'sora-test',
      AIHUBMIX_BASE_URL: address,
      T8STAR_API_KEY: 'sora-test',
      T8STAR_BASE_URL: `${address}/v1/`,
      NEWAPI_API_KEY: 'sora-test',
      NEWAPI_BASE_URL: `${address}/`,
      CINEFLOW_POLL_FIRST_MS: '50',
      CINEFLOW_POLL_MIN_MS: '50',
      CINEFLOW_DEFAULT_PROVIDER: 'aihubmix',
    },
  });
  const shots = [
    { prompt_text: '雨夜，一个女孩撑伞走过', duration_seconds: 5, resolution: 'vertical' },
    { prompt_text: '清晨的码头 [[fault:poll-not-found-once]]', duration_seconds: 3, provider: 'newapi' },
    // The outcome cannot be found: the take is neither sent again nor given up.
    { prompt_text: '空无一人的车站 [[fault:accepted-502]]', duration_seconds: 5 },
    // One key, one lane, two wires: the model decides.
    { prompt_text: '山顶的灯塔 [[fault:refused-429 x1]]', duration_seconds: 10, provider: 't8star' },
    {
      prompt_text: '渡口 [[fault:poll-not-found-once]]',
      duration_seconds: 8,
      provider: 't8star',
      model: 'veo3.1',
    },
    { prompt_text: '海边的集市', duration_seconds: 10, provider: 't8star', model: 'omni_flash-10s' },
  ];
  const { id } = await stack.post({
    segments: shots.map((shot, index) => ({ segment_index: index + 1, ...shot })),
  });
  const counts = await eventually(
    async () => {
      const status = await stack.get<StoryboardStatus>(`/v1/storyboards/${id}`);
      return status.counts['completed'] === 5 && status.counts['unconfirmed'] === 1 && status.counts;
    },
    { timeoutMs: 50_000, everyMs: 100 },
  );
  expect(counts).toMatchObject({ completed: 5, unconfirmed: 1 });
  const bill = await stack.bill();
  expect(bill.creates).toMatchObject({ received: 7, accepted: 6, refused: 1 });
  expect(bill.paidPerPrompt).toMatchObject({ prompts: 6, max: 1 });
});
