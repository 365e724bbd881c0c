import { readFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { breakAfter, type StoreUnderTest } from '../../test/store-under-test.ts';
import { makeNoise, sha256 } from '../../test/clip-bytes.ts';
import { CollectError, InvalidKeyError, ObjectNotFoundError } from '../errors.ts';
import { appendToPart, createPart, removePart } from './disk/part.ts';
import type { Content, ObjectStore } from './object-store.ts';

const KEY = '影流 demo/3/frame 1.png';
const BYTES = makeNoise(20_000, 'one');
const OTHER = makeNoise(20_000, 'two');
const contentOf = (bytes: Buffer): Content => ({ sizeBytes: bytes.length, sha256: sha256(bytes) });

/** Runs every promise of ObjectStore against one implementation. */
export function describeObjectStore(name: string, create: () => Promise<StoreUnderTest>): void {
  let subject: StoreUnderTest;
  let objects: ObjectStore;
  beforeEach(async () => {
    subject = await create();
    objects = await subject.openObjects();
  });
  afterEach(() => subject[Symbol.asyncDispose]());

  const add = async (key: string, bytes: Buffer): Promise<boolean> => {
    const part = await createPart(await objects.partPlace(key));
    await appendToPart(part, bytes);
    await part.handle.sync();
    try {
      return await objects.add(key, { path: part.path, ...contentOf(bytes) });
    } finally {
      await removePart(part);
    }
  };
  const read = async (key: string) => buffer(await objects.get(key));
  const listed = async (prefix?: string) => {
    const keys: string[] = [];
    for await (const key of objects.list(prefix)) keys.push(key);
    return keys.toSorted();
  };

  describe(`${name}: put`, () => {
    test('stores bytes with size, age and media type', async () => {
      const before = Date.now();
      await objects.put(KEY, BYTES);
      expect(await read(KEY)).toEqual(BYTES);
      const facts = await objects.stat(KEY);
      expect(facts).toMatchObject({ sizeBytes: BYTES.length, mediaType: 'image/png' });
      expect(facts?.modifiedAt.getTime()).toBeGreaterThan(before - 2_000);
    });

    test('stores a stream in place of what was there', async () => {
      await objects.put(KEY, BYTES);
      await objects.put(KEY, Readable.from([OTHER.subarray(0, 99), OTHER.subarray(99)]));
      expect(await read(KEY)).toEqual(OTHER);
      expect(await subject.list()).toEqual([KEY]);
    });

    test('keeps what was there when a stream breaks', async () => {
      await objects.put(KEY, BYTES);
      await expect(objects.put(KEY, breakAfter(OTHER))).rejects.toThrow('ECONNRESET');
      expect(await read(KEY)).toEqual(BYTES);
      expect(await subject.list()).toEqual([KEY]);
    });
  });

  describe(`${name}: add and copy`, () => {
    test('add stores a file under a free key only', async () => {
      expect(await add(KEY, BYTES)).toBe(true);
      expect(await add(KEY, OTHER)).toBe(false);
      expect(await add(KEY, BYTES)).toBe(false);
      expect(await read(KEY)).toEqual(BYTES);
      expect(await subject.list()).toEqual([KEY]);
    });

    test('add lets one of two concurrent writers win', async () => {
      const added = await Promise.all([add(KEY, BYTES), add(KEY, OTHER)]);
      expect(added.filter(Boolean)).toHaveLength(1);
      expect(await read(KEY)).toEqual(added[0] ? BYTES : OTHER);
    });

    test('copy stores a second, independent key', async () => {
      await add(KEY, BYTES);
      expect(await objects.copy(KEY, 'b/c.png', contentOf(BYTES))).toBe(true);
      await objects.remove(KEY);
      expect(await objects.matches('b/c.png', contentOf(BYTES))).toBe(true);
      expect((await objects.stat('b/c.png'))?.mediaType).toBe('image/png');
    });

    test('copy takes no key away and needs a source', async () => {
      await add(KEY, BYTES);
      await add('b.png', OTHER);
      expect(await objects.copy(KEY, 'b.png', contentOf(BYTES))).toBe(false);
      expect(await read('b.png')).toEqual(OTHER);
      const missing = objects.copy('none.png', 'c.png', contentOf(BYTES));
      await expect(missing).rejects.toThrow(ObjectNotFoundError);
    });
  });

  describe(`${name}: reading`, () => {
    test('get takes ranges as in HTTP, both ends included', async () => {
      await objects.put(KEY, BYTES);
      const part = async (start: number, end: number) => buffer(await objects.get(KEY, { start, end }));
      expect(await part(0, 0)).toEqual(BYTES.subarray(0, 1));
      expect(await part(100, 199)).toEqual(BYTES.subarray(100, 200));
      expect(await part(BYTES.length - 1, 1e9)).toEqual(BYTES.subarray(-1));
      for (const start of [BYTES.length, -1]) await expect(part(start, start)).rejects.toThrow(RangeError);
    });

    test('get rejects and stat is null without an object', async () => {
      await expect(objects.get('no/where.png')).rejects.toThrow(ObjectNotFoundError);
      expect(await objects.stat('no/where.png')).toBeNull();
      expect(await objects.matches('no/where.png', contentOf(BYTES))).toBe(false);
      await expect(objects.assertReachable()).resolves.toBeUndefined();
    });

    test('matches notices a changed byte and another size', async () => {
      await add(KEY, BYTES);
      expect(await objects.matches(KEY, contentOf(BYTES))).toBe(true);
      expect(await objects.matches(KEY, contentOf(BYTES.subarray(1)))).toBe(false);
      await subject.spoil(KEY);
      expect(await objects.matches(KEY, contentOf(BYTES))).toBe(false);
    });

    test('list finds keys by prefix, without parts', async () => {
      for (const key of ['a/1.png', 'a/2/3.png', 'ab.png', 'b.png']) await objects.put(key, BYTES);
      const part = await createPart(await objects.partPlace('a/4.png'));
      expect(await listed()).toEqual(['a/1.png', 'a/2/3.png', 'ab.png', 'b.png']);
      expect(await listed('a')).toEqual(['a/1.png', 'a/2/3.png', 'ab.png']);
      expect(await listed('a/')).toEqual(['a/1.png', 'a/2/3.png']);
      expect(await listed('a/2/3')).toEqual(['a/2/3.png']);
      expect(await listed('c')).toEqual([]);
      await removePart(part);
    });

    test('link, where there is one, leads to the object', async () => {
      await objects.put(KEY, BYTES);
      const options = { expiresInSeconds: 60, contentDisposition: 'inline' };
      const link = await objects.link(KEY, options);
      expect(link === null).toBe(!objects.isRemote);
      if (link === null) return;
      const answer = await fetch(link);
      expect(answer.headers.get('content-type')).toBe('image/png');
      expect(Buffer.from(await answer.arrayBuffer())).toEqual(BYTES);
    });

    test('withFile has the bytes and leaves no copy', async () => {
      await objects.put(KEY, BYTES);
      expect(await objects.withFile(KEY, (path) => readFile(path))).toEqual(BYTES);
      await expect(objects.withFile(KEY, () => Promise.reject(new Error('failed')))).rejects.toThrow(
        'failed',
      );
      expect(await subject.list()).toEqual([KEY]);
    });
  });

  describe(`${name}: the store itself`, () => {
    test('remove takes away one object, or none', async () => {
      await objects.put(KEY, BYTES);
      await objects.put('b.png', BYTES);
      await objects.remove(KEY);
      await objects.remove(KEY);
      expect(await subject.list()).toEqual(['b.png']);
    });

    test.each(['../out.png', '/etc/out', 'a//b.png', './a', 'a/../b', '', '..', 'a\0', 'a\\b', 'lone\ud800'])(
      'refuses the key %j everywhere',
      async (key) => {
        await objects.put('good.png', BYTES);
        const options = { expiresInSeconds: 1, contentDisposition: '' };
        const uses = [
          () => objects.partPlace(key),
          () => objects.add(key, { path: '/dev/null', ...contentOf(BYTES) }),
          () => objects.copy('good.png', key, contentOf(BYTES)),
          () => objects.copy(key, 'b.png', contentOf(BYTES)),
          () => objects.put(key, BYTES),
          () => objects.get(key),
          () => objects.stat(key),
          () => objects.link(key, options),
          () => objects.remove(key),
          () => objects.withFile(key, async () => null),
        ];
        for (const use of uses) await expect(use()).rejects.toThrow(InvalidKeyError);
        expect(await subject.list()).toEqual(['good.png']);
      },
    );

    test('has room again once a real write succeeds', async () => {
      objects.probeWrites();
      expect(await objects.hasRoom()).toBe(true);
      expect(await objects.hasRoom(Number.MAX_SAFE_INTEGER)).toBe(false);
    });

    test('toStorageError sorts failures and keeps our own errors', () => {
      const ours = [new CollectError('cut', 'cut'), new InvalidKeyError('a', 'is bad')];
      for (const error of ours) expect(objects.toStorageError(error)).toBe(error);
      const failure = Object.assign(new Error('secret'), { code: 'EIO' });
      const sorted = objects.toStorageError(failure);
      expect(sorted).toMatchObject({ kind: 'storage-unavailable', cause: failure });
      expect((sorted as Error).message).not.toContain('secret');
    });

    test('mark identifies the store', async () => {
      expect(await objects.findMark()).toBeNull();
      expect(await objects.mark('book-1')).toBe('book-1');
      expect(await objects.mark('book-2')).toBe('book-1');
      expect(await objects.isMarked('book-1')).toBe(true);
      expect(await objects.isMarked('book-2')).toBe(false);
    });
  });
}
