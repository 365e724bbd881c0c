import type {
  Problem,
  Receipt,
  RetryAccepted,
  Storyboard,
  StoryboardEstimate,
  TakeWithTimeline,
  UnconfirmedList,
} from '@cineflow/contracts';
import { startSandboxProcess, type RunningServer } from '@cineflow/testkit';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { beginTake, completeTake, loseTake, openLane, renderTake } from './move-take.ts';
import { postStoryboard } from './post-storyboard.ts';
import { startTestApp, type TestApp } from './start-test-app.ts';
import { storyboardDocument } from './storyboard-document.ts';

const CLIP = { key: 'test/1/take-1.mp4', sizeBytes: 10, sha256: 'ab' };
const WHO = { by: 'Li', reason: 'looked at the console' };
let sandbox: RunningServer;
let api: TestApp;

beforeAll(async () => {
  sandbox = await startSandboxProcess({ SANDBOX_API_KEY: 'k', SANDBOX_RENDER_MS: '0' });
  api = await startTestApp(inject('redisUrl'), { SORA_API_KEY: 'k', SORA_BASE_URL: `${sandbox.url}/v1` });
  await openLane(api.context, 50);
});
afterAll(async () => {
  await api[Symbol.asyncDispose]();
  await sandbox[Symbol.asyncDispose]();
});

const send = (url: string, payload: object, headers: Record<string, string> = {}) =>
  api.app.inject({ method: 'POST', url, payload, headers });
const takeOf = async (id: string) => (await api.app.inject(`/v1/takes/${id}`)).json<TakeWithTimeline>();

/** A storyboard of one take whose create has no known outcome. */
async function makeUnconfirmed(name: string): Promise<string> {
  const { id } = await postStoryboard(api, storyboardDocument(1, name));
  const take = `${id}-1-1`;
  await loseTake(api.context, take);
  return take;
}

describe('an estimate', () => {
  test('prices an order by the provider’s own price, orders nothing', async () => {
    const before = (await api.context.book.storyboards.list({ limit: 100 })).storyboards.length;
    const answer = await send('/v1/storyboards?dryRun=true', storyboardDocument(3, 'dry'));
    expect(answer.statusCode).toBe(200);
    expect(answer.json<StoryboardEstimate>()).toMatchObject({
      dryRun: true,
      shots: 3,
      estimate: { takes: 3, reused: 0, toPay: 3, cents: 18 },
      currency: 'USD',
    });
    expect((await api.context.book.storyboards.list({ limit: 100 })).storyboards).toHaveLength(before);
  });

  test('counts what is stored already as free', async () => {
    const { id } = await postStoryboard(api, storyboardDocument(2, 'partly'));
    await renderTake(api.context, `${id}-1-1`);
    await completeTake(api.context, `${id}-1-1`, CLIP);
    const options = { dryRun: true };
    const answer = await send('/v1/storyboards', { storyboard: storyboardDocument(2, 'partly'), options });
    expect(answer.json<StoryboardEstimate>().estimate).toEqual({ takes: 2, reused: 1, toPay: 1, cents: 6 });
  });
});

describe('an unconfirmed take', () => {
  test('is listed with what is known of it', async () => {
    const take = await makeUnconfirmed('listed');
    const { unconfirmed } = (await api.app.inject('/v1/unconfirmed')).json<UnconfirmedList>();
    expect(unconfirmed.find((one) => one.take.takeId === take)).toMatchObject({
      attempt: 1,
      reservedCents: 6,
      search: 'running',
      evidence: [{ event: 'begin' }, { event: 'mark-unconfirmed', requestId: 'r-9', detail: 'HTTP 502' }],
    });
  });

  test('is queued again when a person says it was not accepted', async () => {
    const take = await makeUnconfirmed('refused');
    const answer = await send(`/v1/unconfirmed/${take}/resolve`, { action: 'not-accepted', ...WHO });
    expect(answer.statusCode).toBe(200);
    const after = await takeOf(take);
    expect(after).toMatchObject({ state: 'queued' });
    expect(after.timeline.at(-1)).toMatchObject({ event: 'requeue', ...WHO });
    const again = await send(`/v1/unconfirmed/${take}/resolve`, { action: 'give-up', ...WHO });
    expect(again.statusCode).toBe(409);
  });

  test('fails when it is given up, and its price counts as spent', async () => {
    const take = await makeUnconfirmed('given up');
    await send(`/v1/unconfirmed/${take}/resolve`, { action: 'give-up', ...WHO });
    expect(await takeOf(take)).toMatchObject({ state: 'failed', failure: { reason: 'gave-up' } });
    const storyboard = await api.app.inject(`/v1/storyboards/${take.slice(0, -4)}`);
    expect(storyboard.json<Storyboard>().cost).toMatchObject({ spentCents: 6, reservedCents: 0 });
  });

  test('takes an operation the provider knows, and no other', async () => {
    const take = await makeUnconfirmed('adopted');
    const unknown = { action: 'adopt', operationId: 'no-such-operation', ...WHO };
    expect((await send(`/v1/unconfirmed/${take}/resolve`, unknown)).statusCode).toBe(409);
    const created = await fetch(`${sandbox.url}/v1/create`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: 'Bearer k' },
      body: JSON.stringify({ prompt: 'x', duration: 10, resolution: 'horizontal' }),
    });
    const { data } = (await created.json()) as { data: { task_id: string } };
    const known = { action: 'adopt', operationId: data.task_id, attempt: 1, ...WHO };
    expect((await send(`/v1/unconfirmed/${take}/resolve`, known)).statusCode).toBe(200);
    expect(await takeOf(take)).toMatchObject({ state: 'rendering', operationId: data.task_id });
    const other = await makeUnconfirmed('robbed');
    const stolen = await send(`/v1/unconfirmed/${other}/resolve`, known);
    expect(stolen.json<Problem>()).toMatchObject({ status: 409, code: 'not-in-this-state' });
  });

  test('ignores a decision about another attempt, or without a reason', async () => {
    const take = await makeUnconfirmed('fenced');
    const late = await send(`/v1/unconfirmed/${take}/resolve`, { action: 'give-up', attempt: 2, ...WHO });
    expect(late.statusCode).toBe(409);
    const silent = await send(`/v1/unconfirmed/${take}/resolve`, { action: 'give-up', by: 'Li' });
    expect(silent.statusCode).toBe(400);
    expect(await takeOf(take)).toMatchObject({ state: 'unconfirmed' });
  });
});

describe('a receipt', () => {
  test('lists operations, charges and files, as JSON and CSV', async () => {
    const { id } = await postStoryboard(api, storyboardDocument(2, 'receipt'));
    await renderTake(api.context, `${id}-1-1`);
    await completeTake(api.context, `${id}-1-1`, CLIP);
    const receipt = (await api.app.inject(`/v1/storyboards/${id}/receipt`)).json<Receipt>();
    expect(receipt).toMatchObject({ storyboardId: id, chargedCents: 6, reservedCents: 0, currency: 'USD' });
    expect(receipt.lines).toMatchObject([
      {
        takeId: `${id}-1-1`,
        state: 'completed',
        attempts: 1,
        operations: [{ operationId: `op-${id}-1-1`, chargedCents: 6 }],
        chargedCents: 6,
        file: CLIP.key,
        sha256: CLIP.sha256,
      },
      { takeId: `${id}-2-1`, state: 'queued', attempts: 0, operations: [], chargedCents: 0 },
    ]);
    const csv = await api.app.inject(`/v1/storyboards/${id}/receipt?format=csv`);
    expect(csv.headers['content-type']).toBe('text/csv; charset=utf-8');
    expect(csv.body.split('\r\n')).toHaveLength(4);
  });
});

describe('a retry', () => {
  test('names its cost and happens once per key', async () => {
    const take = await makeUnconfirmed('retried');
    await send(`/v1/unconfirmed/${take}/resolve`, { action: 'give-up', ...WHO });
    const url = `/v1/takes/${take}/retry`;
    const dry = await send(url, { ...WHO, dryRun: true });
    expect(dry.statusCode).toBe(200);
    expect(dry.json<RetryAccepted>()).toMatchObject({ cost: { cents: 6, currency: 'USD' }, dryRun: true });
    const key = { 'idempotency-key': 'retry-1' };
    const first = await send(url, WHO, key);
    expect(first.statusCode).toBe(202);
    expect(await takeOf(take)).toMatchObject({ state: 'queued' });
    const again = await send(url, WHO, key);
    expect(again.headers['idempotent-replayed']).toBe('true');
    expect(again.json()).toEqual(first.json());
    expect((await send(url, WHO)).statusCode).toBe(409);
    expect((await takeOf(take)).timeline.filter(({ event }) => event === 'retry')).toHaveLength(1);
  });
});

describe('the budget of a storyboard', () => {
  const put = (id: string, payload: object) =>
    api.app.inject({ method: 'PUT', url: `/v1/storyboards/${id}/budget`, payload });

  test('can be changed while it runs; what fits then goes on', async () => {
    const document = storyboardDocument(2, 'poor');
    const { id } = await postStoryboard(api, { storyboard: document, options: { budgetCents: 6 } });
    await renderTake(api.context, `${id}-1-1`);
    const next = `${id}-2-1`;
    expect(await beginTake(api.context, next)).toMatchObject({ verdict: 'budget' });
    const less = await put(id, { budgetCents: 5, ...WHO });
    expect(less.json<Storyboard>().cost).toMatchObject({ budgetCents: 5, spentCents: 6 });
    const more = await put(id, { budgetCents: 12 });
    expect(more.statusCode).toBe(200);
    expect(more.json<Storyboard>().cost).toMatchObject({ budgetCents: 12 });
    expect(await beginTake(api.context, next)).toMatchObject({ verdict: 'go' });
    expect((await put(id, { budgetCents: null })).json<Storyboard>().cost).not.toHaveProperty('budgetCents');
  });

  test('names every wrong field, and needs an existing storyboard', async () => {
    const { id } = await postStoryboard(api, storyboardDocument(1, 'wrong budget'));
    const wrong = await put(id, { budgetCents: -1, by: '' });
    expect(wrong.statusCode).toBe(400);
    expect(wrong.json<Problem>().errors?.map(({ pointer }) => pointer)).toEqual(['/budgetCents', '/by']);
    expect((await put(id, {})).statusCode).toBe(400);
    expect((await put('nobody', { budgetCents: 1 })).statusCode).toBe(404);
  });
});

describe('giving a take up', () => {
  test('ends one whose clip cannot be fetched: its cost is kept, and nothing is paid again', async () => {
    const { id } = await postStoryboard(api, storyboardDocument(1, 'never fetched'));
    const takeId = `${id}-1-1`;
    await renderTake(api.context, takeId);
    const operationId = `op-${takeId}`;
    const path = `/v1/takes/${takeId}/give-up`;
    expect(await send(path, WHO)).toMatchObject({ statusCode: 409 });
    await api.context.book.takes.render({ takeId, operationId, output: null, detail: {} });
    const ended = await send(path, WHO);
    expect(ended.statusCode).toBe(200);
    expect(ended.json()).toMatchObject({ state: 'failed', operationId, chargedCents: 6 });
    expect(ended.json<{ note: string }>().note).toContain('may still count');
    expect(await takeOf(takeId)).toMatchObject({ failure: { reason: 'gave-up' }, costCents: 6, attempts: 1 });
    expect(await send(path, WHO)).toMatchObject({ statusCode: 409 });
  });
});
