import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { makeTempDirectory } from '@cineflow/testkit';
import { describe, expect, test } from 'vitest';
import { CollectError, ObjectNotFoundError } from '../errors.ts';
import { createAssetStore } from './asset-store.ts';

const SHA = 'ab'.repeat(32);
const KEY = { sha256: SHA, mediaType: 'image/png' };
const PICTURE = { bytes: Buffer.from('picture'), mediaType: 'image/png', thumbnail: Buffer.from('small') };

describe('a kept picture', () => {
  test('is read whole, in part, and in small', async () => {
    await using directory = await makeTempDirectory('assets');
    const store = createAssetStore({ rootDir: directory.path, reserveBytes: 0 });
    await store.put(SHA, PICTURE);
    expect(await store.stat(KEY)).toMatchObject({ sizeBytes: 7, mediaType: 'image/png' });
    expect(await store.bytes(KEY)).toEqual(PICTURE.bytes);
    expect(await buffer(await store.read(KEY, { start: 0, end: 2 }))).toEqual(Buffer.from('pic'));
    expect(await store.thumbnail(SHA)).toEqual(PICTURE.thumbnail);
    expect(await store.link(KEY, 60)).toBeNull();
    expect(await readdir(join(directory.path, 'assets', 'ab'))).toHaveLength(2);
  });

  test('stays as it is when it is given again, and goes whole', async () => {
    await using directory = await makeTempDirectory('assets');
    const store = createAssetStore({ rootDir: directory.path, reserveBytes: 0 });
    await store.put(SHA, PICTURE);
    await store.put(SHA, { ...PICTURE, bytes: Buffer.from('another') });
    expect(await store.bytes(KEY)).toEqual(PICTURE.bytes);
    await store.remove(KEY);
    expect(await store.stat(KEY)).toBeNull();
    expect(await store.bytes(KEY)).toBeNull();
    expect(await store.thumbnail(SHA)).toBeNull();
    await expect(store.read(KEY)).rejects.toThrow(ObjectNotFoundError);
  });
});

describe('a store that cannot keep one', () => {
  test('says so where there is no room', async () => {
    await using directory = await makeTempDirectory('assets');
    const store = createAssetStore({ rootDir: directory.path, reserveBytes: Number.MAX_SAFE_INTEGER });
    await expect(store.put(SHA, PICTURE)).rejects.toThrow(CollectError);
    expect(await readdir(directory.path)).not.toContain('assets');
  });

  test('says so where its folder is gone', async () => {
    await using directory = await makeTempDirectory('assets');
    const store = createAssetStore({ rootDir: directory.path, reserveBytes: 0 });
    await store.put(SHA, PICTURE);
    await rm(directory.path, { recursive: true });
    await expect(store.put('cd'.repeat(32), PICTURE)).rejects.toThrow(CollectError);
  });
});
