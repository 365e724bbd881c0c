import { readdirSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createHttpClient, type Exchange } from '@cineflow/http';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { accountAt } from '../../test/accounts.ts';
import { type Reaction, startScriptedServer } from '../../test/scripted-server.ts';
import type { CreateContext, CreateOutcome } from '../spec.ts';
import { bearerAccount, post } from './account.ts';
import { classifyUnanswered, toEvidence } from './evidence.ts';
import { createIntoSpool, readSpool, unpackSpool } from './spool.ts';

const http = createHttpClient();
const root = await mkdtemp(join(tmpdir(), 'cineflow-spools-'));
afterAll(async () => {
  http[Symbol.dispose]();
  await rm(root, { recursive: true });
});

let directory = root;
beforeEach(async () => void (directory = await mkdtemp(join(root, 'test-'))));

const context: CreateContext = { attemptId: 'attempt-1', mayWrite: () => true, timeoutMs: 5_000 };

/** A family that accepts every 200 containing the word "picture". */
function classify(exchange: Exchange): CreateOutcome {
  if (exchange.kind === 'failure') return classifyUnanswered(exchange, []);
  const evidence = toEvidence(exchange, { secrets: [] });
  if (exchange.status === 400) return { kind: 'refused', refusal: 'invalid', message: 'no', evidence };
  const isWhole = exchange.status === 200 && !exchange.truncated && exchange.body.endsWith('picture');
  return isWhole
    ? { kind: 'accepted', operation: { id: '' }, evidence }
    : { kind: 'unconfirmed', message: 'what?', evidence };
}

async function create(reaction: Reaction, more: Partial<CreateContext> = {}) {
  await using server = await startScriptedServer();
  server.react = () => reaction;
  const account = bearerAccount(accountAt(server.origin, 'k'), http);
  const asked = { ...context, ...more };
  const send = (sink: (chunk: Buffer) => Promise<void>) => post(account, '/', { json: {}, ...asked, sink });
  const outcome = await createIntoSpool(directory, asked, { send, classify });
  return { outcome, posts: server.requests.length, files: readdirSync(directory) };
}
const picture = { status: 200, body: 'a picture' };

test('spools an accepted create under its attempt id', async () => {
  const { outcome, files } = await create(picture);
  expect(outcome).toMatchObject({ kind: 'accepted', operation: { id: 'attempt-1' } });
  expect(files).toEqual(['attempt-1']);
  expect(await readSpool(directory, 'attempt-1')).toBe('a picture');
});

test('reads answers beyond the memory cap from disk', async () => {
  const body = `${'x'.repeat(1_500_000)}picture`;
  const { outcome } = await create({ status: 200, body });
  expect(outcome.kind).toBe('accepted');
  expect(await readSpool(directory, 'attempt-1')).toBe(body);
});

test.for<[string, Reaction]>([
  ['cut', { raw: 'HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\na picture' }],
  [
    'cut between two chunks',
    { raw: 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\na picture\r\n' },
  ],
  ['cut where nothing tells the length', { raw: 'HTTP/1.1 200 OK\r\nConnection: close\r\n\r\na pict' }],
  ['reset', { reset: true }],
  ['not understood', { status: 502, body: '<html>' }],
])('an answer that is %s is unconfirmed, and its half never counts as a spool', async ([, reaction]) => {
  const { outcome, posts, files } = await create(reaction);
  expect([outcome.kind, posts]).toEqual(['unconfirmed', 1]);
  expect(files).toEqual(['attempt-1.part']);
  expect(await readSpool(directory, 'attempt-1')).toBeUndefined();
});

test('a refused create and one that was not sent leave nothing', async () => {
  expect(await create({ status: 400, body: 'no' })).toMatchObject({
    outcome: { kind: 'refused' },
    files: [],
  });
  expect(await create(picture, { mayWrite: () => false })).toMatchObject({
    outcome: { kind: 'not-sent', ownFault: true },
    posts: 0,
    files: [],
  });
});

test.for(['attempt-1', 'attempt-1.part'])('an attempt that has %s is never sent again', async (name) => {
  await writeFile(join(directory, name), 'from before');
  const { outcome, posts, files } = await create(picture);
  expect([outcome.kind, posts, files]).toEqual(['unconfirmed', 0, [name]]);
  expect(await readFile(join(directory, name), 'utf8')).toBe('from before');
});

test('nothing is sent where the answer cannot be kept', async () => {
  directory = join(directory, 'file');
  await writeFile(directory, '');
  await using server = await startScriptedServer();
  const account = bearerAccount(accountAt(server.origin, 'k'), http);
  const send = () => post(account, '/', { json: {}, ...context });
  expect(await createIntoSpool(directory, context, { send, classify })).toMatchObject({
    kind: 'not-sent',
    ownFault: true,
    evidence: { bytesWritten: 0 },
  });
  expect(server.requests).toEqual([]);
});

test('an answer that came and cannot get its name is unconfirmed', async () => {
  const blocked = async (exchange: Promise<Exchange>) => {
    const answer = await exchange;
    // A folder of that name blocks the file when the answer arrives.
    await mkdir(join(directory, 'attempt-1', 'x'), { recursive: true });
    return answer;
  };
  await using server = await startScriptedServer();
  server.react = () => picture;
  const account = bearerAccount(accountAt(server.origin, 'k'), http);
  const send = (sink: (chunk: Buffer) => Promise<void>) =>
    blocked(post(account, '/', { json: {}, ...context, sink }));
  expect(await createIntoSpool(directory, context, { send, classify })).toMatchObject({
    kind: 'unconfirmed',
    message: expect.stringContaining('came whole and could not be kept'),
  });
});

test.for(['../attempt-1', 'a/b', '', '..'])('an id like "%s" reads nothing', async (id) => {
  await writeFile(join(root, 'attempt-1'), 'elsewhere');
  expect(await readSpool(directory, id)).toBeUndefined();
});

test('what is unpacked is written once', async () => {
  const first = { bytes: Buffer.from('PNG'), extension: 'png' };
  const path = await unpackSpool(directory, 'attempt-1', first);
  expect(await unpackSpool(directory, 'attempt-1', { ...first, bytes: Buffer.from('other') })).toBe(path);
  expect([await readFile(path, 'utf8'), readdirSync(directory)]).toEqual(['PNG', ['attempt-1.png']]);
});
