import { eventually, freePort, makeTempDirectory, startStack, testPrefix } from '@cineflow/testkit';
import { expect, inject, test } from 'vitest';

const SHOTS = 8;

test(
  'a chain whose processes are all killed again and again is made once, in order',
  { timeout: 300_000 },
  async () => {
    await using output = await makeTempDirectory('chain-kill');
    const port = await freePort();
    await using stack = await startStack({
      redisUrl: inject('redisUrl'),
      prefix: testPrefix().slice(1, -1),
      outputDirectory: output.path,
      workers: 2,
      sandbox: { SANDBOX_RENDER_MS: '300', PORT: String(port) },
      env: {
        SANDBOX_BASE_URL: `http://127.0.0.1:${port}`,
        SANDBOX_API_KEY: 'sora-test',
        CINEFLOW_SETTLE_MS: '2000',
        CINEFLOW_SUBMIT_TIMEOUT_MS: '1500',
        CINEFLOW_STALL_MS: '1000',
      },
    });
    const segments = Array.from({ length: SHOTS }, (_, index) => ({
      segment_index: index + 1,
      prompt_text: `shot ${index + 1}`,
    }));
    const { id } = await stack.post({
      storyboard: { continues: true, segments },
      options: { provider: 'sandbox' },
    });
    // Each kill falls at another moment of a link: before, in and behind its create.
    for (let kill = 1; kill <= 4; kill++) {
      await eventually(async () => (await stack.bill()).creates.accepted >= kill, { timeoutMs: 60_000 });
      await stack.killAll('SIGKILL');
      await stack.restart();
    }
    expect((await stack.finished(id, 120_000)).counts).toMatchObject({ completed: SHOTS });
    const { creates, paidPerPrompt } = await stack.bill();
    expect(creates.accepted).toBe(SHOTS);
    expect(paidPerPrompt).toEqual({ prompts: SHOTS, max: 1, repeated: [] });
    const takes = await Promise.all(
      segments.map(({ segment_index }) =>
        stack.get<{ submittedAt: string; finishedAt: string }>(`/v1/takes/${id}-${segment_index}-1`),
      ),
    );
    const steps = takes.flatMap(({ submittedAt, finishedAt }) => [submittedAt, finishedAt]);
    expect(steps).toEqual(steps.toSorted());
  },
);
