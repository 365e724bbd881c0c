import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { CreateBucketCommand } from '@aws-sdk/client-s3';
import { eventually, startTcpProxy, type TcpProxy } from '@cineflow/testkit';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { makeClip, sha256 } from '../../test/clip-bytes.ts';
import { clientOf, startS3Server, type S3Server } from '../../test/start-s3-server.ts';
import { collectErrorOf, request } from '../../test/store-under-test.ts';
import { createClipStore, type FetchClip, type ClipStore, type S3Settings } from '../index.ts';

const KEY = 'demo/1/take-1.mp4';
/** More than two parts of an upload. */
const CLIP = makeClip(12_000_000, 'in parts');

let server: S3Server;
let proxy: TcpProxy;
let parts: string;
let asked: number;

const fetchClip: FetchClip = async () => {
  asked += 1;
  return { stream: Readable.from([CLIP]), offsetBytes: 0, totalBytes: CLIP.length };
};
const storeWith = (changes: Partial<S3Settings> = {}): ClipStore =>
  createClipStore({
    rootDir: parts,
    reserveBytes: 0,
    s3: { ...server.settings, endpoint: `http://127.0.0.1:${proxy.port}`, ...changes },
  });

beforeEach(async () => {
  asked = 0;
  server = await startS3Server();
  proxy = await startTcpProxy({ port: Number(new URL(server.settings.endpoint).port) });
  parts = await mkdtemp(join(tmpdir(), 'cineflow-parts-'));
});
afterEach(async () => {
  await proxy[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
  await rm(parts, { recursive: true });
});

describe('clip store in a bucket', () => {
  test('uploads a clip in parts and reads it back', async () => {
    const store = storeWith();
    const clip = await store.receive(request(KEY, fetchClip));
    expect(sha256(await buffer(await store.read(clip.key)))).toBe(sha256(CLIP));
    expect(await readdir(parts)).toEqual([]);
  });

  test('continues an upload after a broken connection', async () => {
    proxy.cutAfter(7_000_000, 'toServer');
    const store = storeWith();
    const clip = await store.receive(request(KEY, fetchClip));
    expect(await store.verify(clip)).toBe(true);
    expect(asked).toBe(1);
  });

  test('keeps a refused clip locally and uploads it later without a download', async () => {
    const store = storeWith({ bucket: 'later' });
    expect(await store.hasRoom()).toBe(true);
    const error = await collectErrorOf(store.receive(request(KEY, fetchClip)));
    expect(error).toMatchObject({
      kind: 'storage-unavailable',
      message: expect.stringContaining('NoSuchBucket') as string,
    });
    expect(await store.hasRoom()).toBe(false);
    expect(await readdir(parts)).toEqual([expect.stringMatching(/\.part$/)]);

    const client = clientOf(server.settings);
    await client.send(new CreateBucketCommand({ Bucket: 'later' }));
    client.destroy();
    expect(await store.hasRoom()).toBe(true);
    expect((await store.receive(request(KEY, fetchClip))).sha256).toBe(sha256(CLIP));
    expect(asked).toBe(1);
    expect(await readdir(parts)).toEqual([]);
  });

  test('counts no clip as lost without its bucket', async () => {
    const clip = await storeWith().receive(request(KEY, fetchClip));
    const gone = storeWith({ bucket: 'gone' });
    expect(await collectErrorOf(gone.verify(clip))).toMatchObject({ kind: 'storage-unavailable' });
    await proxy.close();
    expect(await collectErrorOf(storeWith().verify(clip))).toMatchObject({ kind: 'storage-unavailable' });
  });

  test('leaves no object after an aborted upload, and takes further writes', async () => {
    const store = storeWith();
    const controller = new AbortController();
    proxy.setLatency(5);
    const receiving = collectErrorOf(store.receive(request(KEY, fetchClip, { signal: controller.signal })));
    await eventually(() => proxy.passedBytes.toServer > 200_000, { everyMs: 1 });
    controller.abort();
    expect(await receiving).toMatchObject({ kind: 'aborted' });
    expect(await store.stat(KEY)).toBeNull();
    expect(await store.hasRoom()).toBe(true);
  });
});
