import {
  eventually,
  makeTempDirectory,
  startSandboxProcess,
  startStack,
  testPrefix,
  type Bill,
} from '@cineflow/testkit';
import type { Receipt, ShotList, TakeWithTimeline } from '@cineflow/contracts';
import { expect, inject, test } from 'vitest';

const KEY = 'sora-test';
/** The first provider has money for three of its clips. */
const BALANCE_CENTS = '20';

interface FullBill extends Bill {
  operations: { prompt: string }[];
}

const billOf = async ({ url }: { url: string }): Promise<FullBill> =>
  (await (await fetch(`${url}/bill`)).json()) as FullBill;

const promptOf = (shot: number): string => {
  const faults: Record<number, string> = {
    1: ' [[fault:accepted-502 x1]]',
    2: ' [[fault:content-refusal]]',
    3: ' [[fault:refused-503-no-channel x1]]',
  };
  return `routed shot ${shot}${faults[shot] ?? ''}`;
};

test('a storyboard goes on at another provider, and nothing is paid twice', async () => {
  await using output = await makeTempDirectory('routing');
  await using second = await startSandboxProcess({ SANDBOX_API_KEY: KEY, SANDBOX_RENDER_MS: '200-400' });
  await using stack = await startStack({
    redisUrl: inject('redisUrl'),
    prefix: testPrefix().slice(1, -1),
    outputDirectory: output.path,
    workers: 2,
    env: {
      CINEFLOW_SETTLE_MS: '2000',
      CINEFLOW_SUBMIT_TIMEOUT_MS: '2000',
      CINEFLOW_DEFAULT_PROVIDER: 'sora-hk',
      XAI_API_KEY: KEY,
      XAI_BASE_URL: `${second.url}/xai`,
      // Nobody listens there: its takes leave before anything is sent.
      DASHSCOPE_API_KEY: KEY,
      DASHSCOPE_BASE_URL: 'http://127.0.0.1:9',
    },
    sandbox: { SANDBOX_BALANCE_CENTS: BALANCE_CENTS, SANDBOX_RENDER_MS: '200-400' },
  });
  const shots = Array.from({ length: 10 }, (_, index) => index + 1);
  const order = (providers: readonly string[]) =>
    stack.post({
      storyboard: {
        segments: shots.map((shot) => ({
          segment_index: shot,
          prompt_text: promptOf(shot),
          duration_seconds: 10,
        })),
      },
      options: { routing: 'order', providers },
    });
  const { id } = await order(['dashscope', 'sora-hk', 'xai']);
  const status = await stack.finished(id, 60_000);
  expect(status.counts).toMatchObject({ completed: 9, failed: 1, unconfirmed: 0 });

  const bills = await Promise.all([stack.sandbox, second].map(billOf));
  const paid = bills.flatMap(({ operations }) => operations.map(({ prompt }) => prompt));
  expect(paid.toSorted()).toEqual(
    shots
      .filter((shot) => shot !== 2)
      .map(promptOf)
      .toSorted(),
  );
  expect(bills.map(({ creates }) => creates.accepted > 0)).toEqual([true, true]);

  const { shots: seen } = await stack.get<ShotList>(`/v1/storyboards/${id}/shots`);
  const takes = await Promise.all(
    seen
      .flatMap((shot) => shot.takes)
      .map(({ takeId }) => stack.get<TakeWithTimeline>(`/v1/takes/${takeId}`)),
  );
  const movesOf = ({ timeline }: TakeWithTimeline) =>
    timeline.flatMap(({ event, detail }) => (event === 'reroute' ? [String(detail)] : []));
  expect(takes.every((take) => movesOf(take)[0]?.startsWith('dashscope '))).toBe(true);
  expect(takes.flatMap(movesOf).some((move) => /sora-hk .* -> xai .*(balance|stopped)/.test(move))).toBe(
    true,
  );
  // Refused content is not offered to another provider.
  const refused = takes.find(({ state }) => state === 'failed');
  expect(refused).toMatchObject({ segmentIndex: 2, failure: { reason: 'content-policy' } });

  const receipt = await stack.get<Receipt>(`/v1/storyboards/${id}/receipt`);
  const operations = receipt.lines.flatMap((line) => line.operations);
  expect(new Set(operations.map(({ providerId }) => providerId))).toEqual(new Set(['sora-hk', 'xai']));
  expect(operations).toHaveLength(9);

  // Wherever its clips were made, the same order again costs nothing.
  const again = await order(['xai', 'sora-hk']);
  await eventually(async () => {
    const { counts } = await stack.get<typeof status>(`/v1/storyboards/${again.id}`);
    return (counts['reused'] ?? 0) === 9;
  });
});
