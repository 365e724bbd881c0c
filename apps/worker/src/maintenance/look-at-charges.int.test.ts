import { openBook } from '@cineflow/book';
import { parseSettings } from '@cineflow/settings';
import { makeTempDirectory, startSandboxProcess, testPrefix } from '@cineflow/testkit';
import { expect, inject, test } from 'vitest';
import { createContext } from '../context.ts';
import { reconcileAttempts } from './reconcile-attempts.ts';

const KEY = 'k';
const request = {
  model: 'wan2.6-t2v',
  prompt: 'a heron lands',
  inputs: [],
  durationSeconds: 5,
  aspectRatio: '16:9',
};

async function buy(url: string, prompt: string): Promise<number> {
  const answer = await fetch(`${url}/v1/video/generations`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${KEY}` },
    body: JSON.stringify({ model: request.model, prompt, seconds: '5', size: '1280x720' }),
  });
  return answer.status;
}

test('a person is told of charges that no take explains, once', async () => {
  await using data = await makeTempDirectory('charges');
  await using sandbox = await startSandboxProcess({ SANDBOX_API_KEY: KEY });
  const prefix = testPrefix().slice(1, -1);
  const settings = parseSettings({
    REDIS_URL: inject('redisUrl'),
    CINEFLOW_PREFIX: prefix,
    CINEFLOW_DATA_DIR: data.path,
    OUTPUT_DIR: `${data.path}/clips`,
    NEWAPI_API_KEY: KEY,
    NEWAPI_BASE_URL: sandbox.url,
    LOG_LEVEL: 'silent',
  });
  const book = openBook({ dataDirectory: data.path, prefix });
  const context = createContext(settings, { book });
  context.recovering.clear();
  try {
    const take = { providerId: 'newapi', segmentIndex: 1, takeNumber: 1, fingerprint: 'f', request };
    const head = { name: 's', providerId: 'newapi', model: request.model, priority: 'normal' } as const;
    const storyboard = { id: 's', ...head, force: false, warnings: [], takes: [take] };
    await book.storyboards.accept({ storyboard });
    const takeId = 's-1-1';
    await book.takes.begin({ takeId, attemptId: 'a1', epoch: 0 });
    await book.takes.markUnconfirmed({ takeId, by: { attemptId: 'a1' }, detail: {} });
    const told = async () => {
      await reconcileAttempts(context);
      const [timeline = []] = await book.takes.timelines({ takeIds: [takeId] });
      return timeline.flatMap(({ event, detail }) => (event === 'charges' ? [detail] : []));
    };
    const none = 'the charge log has no charge since then that no take explains; it may be late';
    expect(await told()).toEqual([none]);
    expect(await buy(sandbox.url, request.prompt)).toBe(200);
    // It may be asked once a minute.
    expect(await told()).toEqual([none]);
    const account = context.accounts.get('newapi');
    if (account) account.charges.nextAt = 0;
    const one = 'the charge log has 1 charge since then that no take explains; this create has no outcome';
    expect(await told()).toEqual([none, one]);
    if (account) account.charges.nextAt = 0;
    expect(await told()).toEqual([none, one]);
    expect(await book.takes.read({ takeId })).toMatchObject({ state: 'unconfirmed' });
  } finally {
    await context.close();
  }
});
