import { eventually, startStack, testPrefix, makeTempDirectory } from '@cineflow/testkit';
import { expect, inject, test } from 'vitest';

const SHOTS = 70;
/** Faults after which an accepted, paid create has an unclear answer. */
const FAULTS = [
  'accepted-500',
  'accepted-502',
  'accepted-drop',
  'accepted-hang',
  'accepted-cut-json',
  'accepted-no-id',
  'accepted-no-data',
];

test('70 shots with every third answer spoiled are paid 70 times', async () => {
  await using output = await makeTempDirectory('accepted');
  await using stack = await startStack({
    redisUrl: inject('redisUrl'),
    prefix: testPrefix().slice(1, -1),
    outputDirectory: output.path,
    workers: 2,
    env: {
      CINEFLOW_SETTLE_MS: '1000',
      CINEFLOW_STALL_MS: '1500',
      CINEFLOW_SUBMIT_TIMEOUT_MS: '1000',
      CINEFLOW_COOLDOWN_MS: '500',
      CINEFLOW_RECOVERY_STEP_MS: '50',
      CINEFLOW_TRIP_AFTER: '10',
    },
    sandbox: {
      SANDBOX_RENDER_MS: '300',
      SANDBOX_FAULTS: FAULTS.map((fault) => `${fault}=0.05`).join(','),
    },
  });
  const { id } = await stack.post({
    segments: Array.from({ length: SHOTS }, (_, index) => ({
      segment_index: index + 1,
      prompt_text: `shot ${index + 1}`,
      duration_seconds: 10,
    })),
  });
  expect((await stack.finished(id)).counts).toMatchObject({ completed: SHOTS });
  expect((await stack.bill()).creates.accepted).toBe(SHOTS);
  const { unconfirmed } = await stack.get<{ unconfirmed: unknown[] }>('/v1/unconfirmed');
  expect(unconfirmed).toEqual([]);
});

test('a foreign operation blocks a resend until a person decides', async () => {
  await using output = await makeTempDirectory('suspects');
  await using stack = await startStack({
    redisUrl: inject('redisUrl'),
    prefix: testPrefix().slice(1, -1),
    outputDirectory: output.path,
    workers: 1,
    env: { CINEFLOW_SETTLE_MS: '1000', CINEFLOW_STALL_MS: '1000', CINEFLOW_SUBMIT_TIMEOUT_MS: '1000' },
    sandbox: { SANDBOX_RENDER_MS: '300' },
  });
  const post = (url: string, body: object, headers = {}) =>
    fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
  const foreign = await post(
    `${stack.sandbox.url}/v1/create`,
    { prompt: 'made by hand', duration: 10, resolution: 'horizontal' },
    { authorization: 'Bearer sora-test' },
  );
  const { data } = (await foreign.json()) as { data: { task_id: string } };
  const { id } = await stack.post({
    segments: [{ segment_index: 1, prompt_text: 'rain [[fault:refused-drop x1]]', duration_seconds: 10 }],
  });
  const [blocked] = await eventually(async () => {
    const { unconfirmed } = await stack.get<{ unconfirmed: { search: string }[] }>('/v1/unconfirmed');
    return unconfirmed[0]?.search === 'blocked' && unconfirmed;
  });
  expect(blocked).toMatchObject({ suspects: [data.task_id], take: { waitReason: 'unconfirmed' } });
  expect((await stack.bill()).creates.accepted).toBe(1);

  const word = { action: 'not-accepted', by: 'Li', reason: 'that one was made by hand' };
  const answer = await post(`${stack.api.url}/v1/unconfirmed/${id}-1-1/resolve`, word);
  expect(answer.status).toBe(200);
  expect((await stack.finished(id)).counts).toMatchObject({ completed: 1 });
  expect((await stack.bill()).creates.accepted).toBe(2);
});
