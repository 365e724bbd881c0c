import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { CreateBucketCommand } from '@aws-sdk/client-s3';
import { eventually, startTcpProxy, type TcpProxy } from '@cineflow/testkit';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeFilm, sha256 } from '../../test/film-bytes.ts';
import { clientOf, startS3Server, type S3Server } from '../../test/start-s3-server.ts';
import { collectErrorOf, request } from '../../test/store-under-test.ts';
import { createClipStore, type FetchClip, type ClipStore, type S3Settings } from '../index.ts';

const KEY = 'demo/1/take-1.mp4';
/** More than two parts of an upload. */
const FILM = makeFilm(12_000_000, 'in parts');

let server: S3Server;
let proxy: TcpProxy;
let staging: string;
let asked: number;

const fetchFilm: FetchClip = async () => {
  asked += 1;
  return { stream: Readable.from([FILM]), offsetBytes: 0, totalBytes: FILM.length };
};
const storeWith = (changes: Partial<S3Settings> = {}): ClipStore =>
  createClipStore({
    rootDir: staging,
    reserveBytes: 0,
    s3: { ...server.settings, endpoint: `http://127.0.0.1:${proxy.port}`, ...changes },
  });

beforeEach(async () => {
  asked = 0;
  server = await startS3Server();
  proxy = await startTcpProxy({ port: Number(new URL(server.settings.endpoint).port) });
  staging = await mkdtemp(join(tmpdir(), 'cineflow-staging-'));
});
afterEach(async () => {
  await proxy[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
  await rm(staging, { recursive: true });
});

test('a film is uploaded in parts and comes back whole', async () => {
  const store = storeWith();
  const film = await store.receive(request(KEY, fetchFilm));
  expect(sha256(await buffer(await store.read(film.key)))).toBe(sha256(FILM));
  expect(await readdir(staging)).toEqual([]);
});

test('an upload whose connection breaks goes on', async () => {
  proxy.cutAfter(7_000_000, 'toServer');
  const store = storeWith();
  const film = await store.receive(request(KEY, fetchFilm));
  expect(await store.verify(film)).toBe(true);
  expect(asked).toBe(1);
});

test('while the bucket refuses, the film stays in staging and there is no room; then it needs no download', async () => {
  const store = storeWith({ bucket: 'later' });
  expect(await store.hasRoom()).toBe(true);
  const error = await collectErrorOf(store.receive(request(KEY, fetchFilm)));
  expect(error).toMatchObject({
    kind: 'storage-unavailable',
    message: expect.stringContaining('NoSuchBucket') as string,
  });
  expect(await store.hasRoom()).toBe(false);
  expect(await readdir(staging)).toEqual([expect.stringMatching(/\.part$/)]);

  const client = clientOf(server.settings);
  await client.send(new CreateBucketCommand({ Bucket: 'later' }));
  client.destroy();
  expect(await store.hasRoom()).toBe(true);
  expect((await store.receive(request(KEY, fetchFilm))).sha256).toBe(sha256(FILM));
  expect(asked).toBe(1);
  expect(await readdir(staging)).toEqual([]);
});

test('a bucket that is gone or away is no lost film', async () => {
  const film = await storeWith().receive(request(KEY, fetchFilm));
  const gone = storeWith({ bucket: 'gone' });
  expect(await collectErrorOf(gone.verify(film))).toMatchObject({ kind: 'storage-unavailable' });
  await proxy.close();
  expect(await collectErrorOf(storeWith().verify(film))).toMatchObject({ kind: 'storage-unavailable' });
});

test('an upload that is called off leaves no object, and the store is as good as before', async () => {
  const store = storeWith();
  const controller = new AbortController();
  proxy.setLatency(5);
  const receiving = collectErrorOf(store.receive(request(KEY, fetchFilm, { signal: controller.signal })));
  await eventually(() => proxy.passedBytes.toServer > 200_000, { everyMs: 1 });
  controller.abort();
  expect(await receiving).toMatchObject({ kind: 'aborted' });
  expect(await store.stat(KEY)).toBeNull();
  expect(await store.hasRoom()).toBe(true);
});
