import { eventually, makeTempDirectory, startStack, testPrefix } from '@cineflow/testkit';
import { expect, inject, test } from 'vitest';

interface Take {
  state: string;
  attempts: number;
  waitReason?: string;
  failure?: { reason: string; message: string };
}

test('a firewall page for one prompt ends its take and holds no other', async () => {
  await using output = await makeTempDirectory('firewall');
  await using stack = await startStack({
    redisUrl: inject('redisUrl'),
    prefix: testPrefix().slice(1, -1),
    outputDirectory: output.path,
    workers: 1,
    env: {
      CINEFLOW_SETTLE_MS: '1000',
      CINEFLOW_SUBMIT_TIMEOUT_MS: '800',
      CINEFLOW_STALL_MS: '1000',
      CINEFLOW_TRIP_AFTER: '2',
    },
    sandbox: { SANDBOX_RENDER_MS: '200' },
  });
  const prompts = ['<script>alert(1)</script> on a screen [[fault:rejected-403]]', 'a crane on a roof'];
  const { id } = await stack.post({
    segments: prompts.map((text, at) => ({ segment_index: at + 1, prompt_text: text })),
  });
  const takeOf = (shot: number) => stack.get<Take>(`/v1/takes/${id}-${shot}-1`);
  // Its own trouble is over only long after the others are made.
  await eventually(async () => (await takeOf(2)).state === 'completed', { timeoutMs: 20_000 });
  const another = await stack.post({ segments: [{ segment_index: 1, prompt_text: 'a crane on a pond' }] });
  expect((await stack.finished(another.id)).counts).toMatchObject({ completed: 1 });

  expect((await stack.finished(id, 60_000)).counts).toMatchObject({ failed: 1, completed: 1 });
  const blocked = await takeOf(1);
  expect(blocked).toMatchObject({ state: 'failed', attempts: 3, failure: { reason: 'no-answer' } });
  expect(blocked.failure?.message).toContain('HTTP 403');
  expect((await stack.bill()).creates).toMatchObject({ received: 5, accepted: 2 });
  const { providers } = await stack.get<{ providers: { breaker: string }[] }>('/v1/providers');
  expect(providers[0]?.breaker).toBe('closed');
});
