import { mkdir, mkdtemp, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { mountSmallDisk } from '@cineflow/testkit';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createDiskUnderTest, type DiskUnderTest, listFiles } from '../../test/disk-under-test.ts';
import { fetchOverHttp } from '../../test/fetch-over-http.ts';
import { CLIP, makeClip } from '../../test/clip-bytes.ts';
import { ClipServer } from '../../test/clip-server.ts';
import { startReceiver } from '../../test/start-receiver.ts';
import { collectErrorOf, request } from '../../test/store-under-test.ts';
import { copyToPart } from '../objects/disk/name-file.ts';
import { removePart } from '../objects/disk/part.ts';
import { createClipStore, type FetchClip, InvalidKeyError } from '../index.ts';

const SMALL_DISK_BYTES = 256 * 1024;
const fetchWhole: FetchClip = async () => ({ stream: Readable.from([CLIP]), offsetBytes: 0 });

let disk: DiskUnderTest;
beforeEach(async () => {
  disk = await createDiskUnderTest();
});
afterEach(() => disk[Symbol.asyncDispose]());

describe('clip store on a disk', () => {
  test('reports a full disk, leaves no part, and serves again with room', async () => {
    const rootDir = join(disk.rootDir, 'small');
    await using server = await ClipServer.start({ body: makeClip(600_000), etag: '"one"' });
    await using mounted = await mountSmallDisk(rootDir, SMALL_DISK_BYTES);
    // Without the right to mount, limit the size of each file.
    const limit = mounted ? {} : { maxFileBlocks: SMALL_DISK_BYTES / 512 };
    const full = await startReceiver({ rootDir, key: 'a.mp4', url: server.url, ...limit }).outcome;
    expect(full).toMatchObject({ kind: 'storage-unavailable' });
    expect(await listFiles(rootDir)).toEqual([]);
    server.behaviour = { body: CLIP };
    const small = await startReceiver({ rootDir, key: 'a.mp4', url: server.url, ...limit }).outcome;
    expect(small?.clip).toMatchObject({ key: 'a.mp4', sizeBytes: CLIP.length });
  });

  test('keeps the reserve free: begins no download', async () => {
    const store = createClipStore({ rootDir: disk.rootDir, reserveBytes: Number.MAX_SAFE_INTEGER });
    expect(await store.hasRoom()).toBe(false);
    const fetch: FetchClip = () => Promise.reject(new Error('must not be asked'));
    expect(await collectErrorOf(store.receive(request('a.mp4', fetch)))).toMatchObject({
      kind: 'storage-unavailable',
    });
  });

  test('reuse copies where there can be no hard link', async () => {
    const clip = await disk.store.receive(request('a.mp4', fetchWhole));
    await using mounted = await mountSmallDisk(join(disk.rootDir, 'other'), SMALL_DISK_BYTES);
    const reused = await disk.store.reuse(clip, 'other/b.mp4', () => null);
    expect(await disk.store.verify(reused)).toBe(true);
    const [first, second] = await Promise.all(
      ['a.mp4', 'other/b.mp4'].map((key) => stat(join(disk.rootDir, key))),
    );
    expect(second?.dev === first?.dev).toBe(mounted === null);

    const target = { key: 'c.mp4', directory: disk.rootDir, path: join(disk.rootDir, 'c.mp4') };
    const context = { root: disk.rootDir, reserveBytes: 0, abandonedAfterMs: 0, writing: new Set<never>() };
    const copy = () => copyToPart(context, { from: clip.key, target }, clip);
    const part = await copy();
    expect((await stat(part.path)).size).toBe(CLIP.length);
    await removePart(part);
    await disk.spoil('a.mp4');
    expect(await collectErrorOf(copy())).toMatchObject({ kind: 'wrong-content' });
  });

  test('reuse on the same disk needs no second copy', async () => {
    const clip = await disk.store.receive(request('a.mp4', fetchWhole));
    await disk.store.reuse(clip, 'b/c.mp4', () => null);
    expect((await stat(join(disk.rootDir, 'a.mp4'))).ino).toBe(
      (await stat(join(disk.rootDir, 'b/c.mp4'))).ino,
    );
  });

  test('never follows symbolic links out of the root', async () => {
    const outside = await mkdtemp(join(tmpdir(), 'cineflow-outside-'));
    try {
      await writeFile(join(outside, 'secret.mp4'), CLIP);
      await symlink(outside, join(disk.rootDir, 'door'));
      await symlink(join(outside, 'secret.mp4'), join(disk.rootDir, 'secret.mp4'));
      for (const key of ['door/secret.mp4', 'door/new/clip.mp4']) {
        await expect(disk.store.receive(request(key, fetchWhole))).rejects.toThrow(InvalidKeyError);
      }
      for (const key of ['door/secret.mp4', 'secret.mp4']) {
        await expect(disk.store.read(key)).rejects.toThrow(InvalidKeyError);
        await expect(disk.store.stat(key)).rejects.toThrow(InvalidKeyError);
      }
      expect((await disk.store.receive(request('secret.mp4', fetchWhole))).key).toBe('secret-2.mp4');
      expect(await listFiles(outside)).toEqual(['secret.mp4']);
    } finally {
      await rm(outside, { recursive: true });
    }
  });

  test('lets only owner and group read clips', async () => {
    await disk.store.receive(request('deep/down/a.mp4', fetchWhole));
    for (const key of ['deep/down/a.mp4', 'deep/down/a.json', 'deep']) {
      expect((await stat(join(disk.rootDir, key))).mode & 0o027).toBe(0);
    }
  });

  test('sweepParts spares foreign files and follows no link', async () => {
    const outside = await createDiskUnderTest();
    try {
      const ours = `${'0'.repeat(16)}.free.x..part`;
      await mkdir(join(disk.rootDir, 'a'));
      for (const path of [
        join(disk.rootDir, 'a', ours),
        join(disk.rootDir, 'clip.part'),
        join(outside.rootDir, ours),
      ]) {
        await writeFile(path, 'x');
        await utimes(path, 0, 0);
      }
      await symlink(outside.rootDir, join(disk.rootDir, 'door'));
      expect(await disk.store.sweepParts(1_000)).toBe(1);
      expect(await disk.list()).toEqual(['clip.part', 'door']);
      expect(await outside.list()).toEqual([ours]);
    } finally {
      await outside[Symbol.asyncDispose]();
    }
  });

  test('receive aborts when its directory is removed', async () => {
    await using server = await ClipServer.start({
      body: makeClip(200_000),
      drip: { bytes: 10_000, everyMs: 5 },
    });
    const receiving = disk.store.receive(request('gone/a.mp4', fetchOverHttp(server.url)));
    const removed = (async () => {
      while (!(await disk.list()).some((key) => key.startsWith('gone/'))) await new Promise(setImmediate);
      await rm(join(disk.rootDir, 'gone'), { recursive: true });
    })();
    expect(await collectErrorOf(receiving)).toMatchObject({ kind: 'aborted' });
    await removed;
    expect(await disk.list()).toEqual([]);
  });
});
