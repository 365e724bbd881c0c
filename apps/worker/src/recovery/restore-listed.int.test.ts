import { openBookOf } from '@cineflow/platform';
import { parseSettings } from '@cineflow/settings';
import { eventually, makeTempDirectory, startSandboxProcess, testPrefix } from '@cineflow/testkit';
import { expect, inject, test } from 'vitest';
import { createContext } from '../context.ts';
import { adoptListed } from './restore-listed.ts';

const PRICE_CENTS = 6;
const [FORGOTTEN, KNOWN] = ['sb_1-1-1', 'sb_1-2-1'];
/** Two takes of one shot: the first has its operation, the create of the second has no outcome. */
const TWINS = ['sb_1-3-1', 'sb_1-3-2'] as const;
const ALL = [FORGOTTEN, KNOWN, ...TWINS];
const PROMPT = '[[fault:render-failed x1]] the shot of';

test('books a failed render and its retry that the copy lacks', async () => {
  await using data = await makeTempDirectory('listed');
  await using sandbox = await startSandboxProcess({ SANDBOX_API_KEY: 'k', SANDBOX_RENDER_MS: '100' });
  const settings = parseSettings({
    REDIS_URL: inject('redisUrl'),
    CINEFLOW_PREFIX: testPrefix().slice(1, -1),
    OUTPUT_DIR: `${data.path}/clips`,
    CINEFLOW_DATA_DIR: data.path,
    SORA_API_KEY: 'k',
    SORA_BASE_URL: `${sandbox.url}/v1`,
    LOG_LEVEL: 'silent',
  });
  const context = createContext(settings, { book: openBookOf(settings) });
  const { book } = context;
  const [account] = context.accounts.values();
  await book.storyboards.accept({ storyboard: planned() });
  for (const takeId of [FORGOTTEN, KNOWN]) await create(sandbox.url, `${PROMPT} ${takeId}`);
  await eventually(async () => (await statesOf(sandbox.url)).join() === 'failed,failed');
  const forgotten = await create(sandbox.url, `${PROMPT} ${FORGOTTEN}`);
  const known = await create(sandbox.url, `${PROMPT} ${KNOWN}`);
  // As Redis remembers it.
  await book.takes.accept({ takeId: KNOWN, operationId: known, detail: {} });

  const [twin, other] = [await create(sandbox.url, 'twins'), await create(sandbox.url, 'twins')];
  await book.takes.accept({ takeId: TWINS[0], operationId: twin, detail: {} });
  await book.restore.attempt({ takeId: TWINS[1], attemptId: 'a1' });

  if (account === undefined) throw new Error('no account');
  expect(await adoptListed(context, account, ALL)).toEqual({ recorded: 3, isComplete: true });
  expect(await adoptListed(context, account, ALL)).toEqual({ recorded: 0, isComplete: true });
  const spentMicros = 2 * PRICE_CENTS * 10_000;
  expect(await book.takes.readMany({ takeIds: [FORGOTTEN, KNOWN] })).toMatchObject([
    { takeId: FORGOTTEN, operationId: forgotten, bought: 2, spentMicros },
    { takeId: KNOWN, operationId: known, bought: 2, spentMicros },
  ]);
  // It is what the second twin waits for: given to the first, it would be bought once more.
  expect(await book.operations.bound({ providerId: 'sora-hk', operationIds: [other] })).toEqual([]);
  await context.close();
});

async function create(url: string, prompt: string): Promise<string> {
  const answer = await fetch(`${url}/v1/create`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: 'Bearer k' },
    body: JSON.stringify({ prompt, duration: 10, resolution: 'horizontal' }),
  });
  return ((await answer.json()) as { data: { task_id: string } }).data.task_id;
}

async function statesOf(url: string): Promise<string[]> {
  const bill = (await (await fetch(`${url}/bill`)).json()) as { operations: { state: string }[] };
  return bill.operations.map(({ state }) => state);
}

function planned() {
  const takes = ALL.map((takeId, index) => ({
    providerId: 'sora-hk',
    segmentIndex: Math.min(index + 1, 3),
    takeNumber: takeId === TWINS[1] ? 2 : 1,
    request: {
      model: 'sora-2',
      prompt: index < 2 ? `${PROMPT} ${takeId}` : 'twins',
      inputs: [],
      durationSeconds: 10,
      aspectRatio: '16:9',
    },
    fingerprint: takeId ?? '',
    priceCents: PRICE_CENTS,
  }));
  return {
    id: 'sb_1',
    name: 'restored',
    providerId: 'sora-hk',
    model: 'sora-2',
    priority: 'normal' as const,
    force: false,
    warnings: [],
    takes,
  };
}
