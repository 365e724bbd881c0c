import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LineTake } from '@cineflow/core';
import { parseSettings } from '@cineflow/settings';
import { connectRedis, startPrivatePostgres, startPrivateRedis } from '@cineflow/testkit';
import { buildApp } from '../../apps/api/src/app.ts';
import { createContext, type Context } from '../../apps/api/src/context.ts';
import { queuedPages } from '../../apps/api/src/storyboards/queued-pages.ts';
import { storyboardOf } from '../limiter/fixture.ts';
import { openWatchedBook, watchStep, type StepRow } from './watch.ts';

export interface StepsCase {
  driver: 'sqlite' | 'postgres';
  /** Takes of the large storyboard. */
  takes: number;
  /** Small storyboards that wait at the same time. */
  flows: number;
}

const PROVIDER = 'sora-hk';
const PREFIX = 'bench';
const BY = { by: 'bench', reason: 'bench' };

/** Every API operation on a whole storyboard, with its longest step. */
export async function benchSteps({ driver, takes, flows }: StepsCase): Promise<StepRow[]> {
  const directory = await mkdtemp(join(tmpdir(), 'cineflow-steps-'));
  const server = await startPrivateRedis();
  const postgres = driver === 'postgres' ? await startPrivatePostgres() : undefined;
  const redis = connectRedis(server.url);
  const dataDirectory = join(directory, 'data');
  const watched = openWatchedBook({ url: postgres?.url, dataDirectory, prefix: PREFIX });
  const settings = parseSettings({
    REDIS_URL: server.url,
    CINEFLOW_PREFIX: PREFIX,
    OUTPUT_DIR: directory,
    CINEFLOW_DATA_DIR: dataDirectory,
    SORA_API_KEY: 'bench',
    SORA_BASE_URL: 'http://127.0.0.1:9/v1',
    LOG_LEVEL: 'error',
  });
  const context = createContext(settings, { book: watched.book });
  await context.connect();
  const app = await buildApp(context);
  const ask: Ask = async (method, path, body) => {
    const answer = await app.inject({
      method,
      url: `/v1/storyboards${path}`,
      ...(body ? { payload: body } : {}),
    });
    if (answer.statusCode >= 300) throw new Error(`${method} ${path}: ${answer.body.slice(0, 300)}`);
    // Updating Redis after the answer belongs to the step.
    await context.background.settled();
    return answer.body === '' ? {} : answer.json<{ id?: string }>();
  };
  const rows: StepRow[] = [];
  const step = async (name: string, run: () => Promise<unknown>) => {
    rows.push(await watchStep({ driver, redis, watched }, name, run));
  };
  try {
    await runSteps({ context, ask, step, takes, flows });
    return rows;
  } finally {
    await app.close();
    await context[Symbol.asyncDispose]();
    await watched.close();
    redis.disconnect();
    await Promise.all([server.stop(), postgres?.stop()]);
    await rm(directory, { recursive: true, force: true });
  }
}

type Ask = (
  method: 'GET' | 'POST' | 'PUT' | 'DELETE',
  path: string,
  body?: object,
) => Promise<{ id?: string }>;

interface Fixture {
  context: Context;
  ask: Ask;
  step: (name: string, run: () => Promise<unknown>) => Promise<void>;
  takes: number;
  flows: number;
}

async function runSteps({ context, ask, step, takes, flows }: Fixture): Promise<void> {
  // The first order compiles the code of the process.
  const warm = await ask('POST', '', documentOf(600));
  await ask('POST', `/${warm.id}/cancel`, BY);
  let id = '';
  await step('order', async () => {
    id = (await ask('POST', '', documentOf(takes))).id ?? '';
  });
  await step('status', () => ask('GET', `/${id}`));
  await step('shots', () => ask('GET', `/${id}/shots`));
  await step('receipt', () => ask('GET', `/${id}/receipt`));
  await step('pause', () => ask('POST', `/${id}/pause`, BY));
  await step('resume', () => ask('POST', `/${id}/resume`, BY));
  await step('budget', () => ask('PUT', `/${id}/budget`, { ...BY, budgetCents: 1_000_000 }));
  await step('cancel', () => ask('POST', `/${id}/cancel`, BY));
  await step('retry', () => ask('POST', `/${id}/retry`, { ...BY, state: 'cancelled' }));
  await step('cancel again', () => ask('POST', `/${id}/cancel`, BY));
  await step('delete', () => ask('DELETE', `/${id}`));
  await step('sweep of a draft', () => sweepDraft(context, takes));
  for (const how of ['store', 'fail'] as const) {
    const maker = await orderShared(context, takes, how);
    await step(`begins that wait for one clip`, () => followMaker(context, maker));
    await step(`clip that all wait for: ${how}`, () => endMaker(context, maker, how));
  }
  await fillLine(context, flows);
  await step(`place behind ${flows} storyboards`, () =>
    context.lane(PROVIDER).positions([`flow-${flows - 1}-1-1`, `flow-0-1-1`]),
  );
  await step('condition of the lane', () => context.lane(PROVIDER).stats());
}

/** A document holds at most 5,000 shots. */
const TAKES_PER_SHOT = 4;

function documentOf(takes: number): object {
  const segments = Array.from({ length: takes / TAKES_PER_SHOT }, (_, index) => ({
    segment_index: index + 1,
    prompt_text: `shot ${index} of ${takes}: a lighthouse in a storm at dusk`,
    duration_seconds: 10,
    resolution: 'vertical',
  }));
  return { storyboard: { segments }, options: { takes: TAKES_PER_SHOT, provider: PROVIDER } };
}

async function sweepDraft({ book }: Context, takes: number): Promise<void> {
  // Its key belongs to another request, so it is written but not published.
  const claim = { name: 'bench', body: 'bench', owner: 'nobody' };
  await book.storyboards.accept({ storyboard: storyboardOf('draft', takes), kept: { claim, answer: {} } });
  while ((await book.storyboards.sweepDrafts({ olderThanMs: -60_000 })).removed > 0);
}

interface Maker {
  takeId: string;
  attemptId: string;
  operationId: string;
  epoch: number;
  others: string[];
}

/** One take makes a content that all others want. */
async function orderShared({ book }: Context, takes: number, how: string): Promise<Maker> {
  const planned = storyboardOf(`shared-${how}`, takes);
  const same = planned.takes.map((take) => ({ ...take, fingerprint: `shared ${how}` }));
  await book.storyboards.accept({ storyboard: { ...planned, takes: same } });
  const rows: LineTake[] = [];
  for await (const page of queuedPages(book, planned.id)) rows.push(...page);
  const [takeId = '', ...others] = rows.map((row) => row.takeId);
  const { redisEpoch: epoch } = await book.identity.read({});
  const maker = { takeId, attemptId: `attempt ${how}`, operationId: `operation ${how}`, epoch, others };
  await book.takes.begin({ takeId, attemptId: maker.attemptId, epoch });
  await book.takes.accept({ ...maker, detail: {} });
  return maker;
}

async function followMaker({ book }: Context, { others, epoch }: Maker): Promise<void> {
  for (const takeId of others) await book.takes.begin({ takeId, attemptId: '', epoch });
}

/** The clip is stored, or its render failed; its followers go on. */
async function endMaker({ book, followUp }: Context, maker: Maker, how: 'store' | 'fail'): Promise<void> {
  const { takeId, operationId } = maker;
  if (how === 'fail') {
    const failure = { reason: 'provider-failed' as const, message: 'bench' };
    const { moved } = await book.takes.end({ takeId, event: 'fail', operationId, failure, detail: {} });
    await followUp(PROVIDER, { moved });
  } else {
    const output = { url: 'https://example.com/a.mp4', auth: 'none' as const };
    await book.takes.render({ takeId, operationId, output, detail: {} });
    const clip = { key: 'a.mp4', sizeBytes: 1, sha256: 'a'.repeat(64) };
    const { moved } = await book.takes.store({ takeId, clip, detail: {} });
    await followUp(PROVIDER, { moved });
  }
  for (;;) {
    const { isDone, moved } = await book.takes.carryOn({});
    if (isDone) return;
    await followUp(PROVIDER, { moved });
  }
}

async function fillLine(context: Context, flows: number): Promise<void> {
  const row = (index: number) => ({
    takeId: `flow-${index}-1-1`,
    providerId: PROVIDER,
    version: 1,
    state: 'queued' as const,
    storyboardId: `flow-${index}`,
    weight: 4,
    model: 'sora-2',
    place: 1,
    isPaused: false,
    isFollowing: false,
    isReady: false,
  });
  await context.line(PROVIDER).put({ takes: Array.from({ length: flows }, (_, index) => row(index)) });
}
