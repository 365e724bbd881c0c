import type { ProviderList, Receipt, ShotList, Storyboard } from '@cineflow/contracts';
import { connectRedis, eventually, startPrivateRedis, startSandboxProcess } from '@cineflow/testkit';
import { expect, test } from 'vitest';
import { json, startFixture } from './book-fixture.ts';

const SECOND_KEY = 'key-of-the-second-account';

/** Shots alternate between the two accounts. */
const document = {
  metadata: { project_name: 'two accounts' },
  segments: Array.from({ length: 6 }, (_, index) => ({
    segment_index: index + 1,
    prompt_text: `two accounts: shot ${index + 1}`,
    ...(index % 2 === 0 ? {} : { provider: 'sandbox', is_pro: index === 5 }),
  })),
};

test('one storyboard over two accounts uses both lanes', async () => {
  await using redis = await startPrivateRedis();
  await using client = connectRedis(redis.url);
  await using second = await startSandboxProcess({ SANDBOX_API_KEY: SECOND_KEY, SANDBOX_RENDER_MS: '150' });
  await using fixture = await startFixture({
    redisUrl: redis.url,
    workers: 1,
    env: {
      SANDBOX_BASE_URL: second.url,
      SANDBOX_API_KEY: SECOND_KEY,
      SANDBOX_MAX_CONCURRENT: '1',
      CINEFLOW_DEFAULT_PROVIDER: 'sora-hk',
    },
    sandbox: { SANDBOX_RENDER_MS: '150' },
  });
  const read = async <T>(path: string): Promise<T> => (await fixture.ask(path)).body as T;
  const { providers } = await read<ProviderList>('/v1/providers');
  expect(providers).toMatchObject([
    { id: 'sora-hk', family: 'sora-hk', capabilities: ['pollPage', 'listRecent', 'balance', 'prices'] },
    { id: 'sandbox', family: 'sandbox', maximum: 1 },
  ]);

  // Both lanes are isolated with different notes; each take shows its own.
  await fixture.decide('/v1/providers/sandbox/breaker', { action: 'isolate', note: 'not yet' });
  const posted = await fixture.stack.post({ storyboard: document, options: { budgetCents: 100 } });
  const path = `/v1/storyboards/${posted.id}`;
  await eventually(async () => {
    const { waiting, counts } = await read<Storyboard>(path);
    return counts.completed === 3 && waiting.some(({ reason, takes }) => reason === 'paused' && takes === 3);
  });
  await fixture.ask(`${path}/pause`, json({}));
  await client.flushall();
  await fixture.decide('/v1/providers/sandbox/breaker', { action: 'reopen' });
  await fixture.ask(`${path}/resume`, json({}));
  expect(await fixture.stack.finished(posted.id)).toMatchObject({ counts: { completed: 6 } });

  const bill = async (url: string) =>
    (await (await fetch(`${url}/bill`)).json()) as { creates: object; maxInFlight: number };
  expect(await bill(fixture.stack.sandbox.url)).toMatchObject({ creates: { received: 3, accepted: 3 } });
  expect(await bill(second.url)).toMatchObject({ creates: { received: 3, accepted: 3 }, maxInFlight: 1 });
  const { shots } = await read<ShotList>(`${path}/shots`);
  expect(shots.map(({ takes }) => `${takes[0]?.providerId} ${takes[0]?.model}`)).toEqual([
    'sora-hk sora-2',
    'sandbox sora-2',
    'sora-hk sora-2',
    'sandbox sora-2',
    'sora-hk sora-2',
    'sandbox sora-2-pro',
  ]);
  const receipt = await read<Receipt>(`${path}/receipt`);
  // A rehearsal costs nothing.
  expect(receipt.lines.map(({ providerId, chargedCents }) => `${providerId} ${chargedCents}`)).toEqual(
    shots.map(({ takes }) => (takes[0]?.providerId === 'sandbox' ? 'sandbox 0' : 'sora-hk 6')),
  );
});
