import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import { CLIP, FAST_START_CLIP, makeClip } from '../../test/clip-bytes.ts';
import { fetchOverHttp } from '../../test/fetch-over-http.ts';
import { request, type StoreUnderTest } from '../../test/store-under-test.ts';
import { ETAG, KEY, SIDECAR, useStore } from '../../test/use-store.ts';
import { ClipNotFoundError, InvalidKeyError, type FetchClip } from '../index.ts';

/** Runs every promise about keys and stored clips against one store. */
export function describeStoredClips(name: string, create: () => Promise<StoreUnderTest>): void {
  const t = useStore(create);

  describe(`${name}: keys`, () => {
    test('leaves one clip and one sidecar of two receivers', async () => {
      const stored = await Promise.all([
        t.receive({ body: makeClip(900_000) }),
        t.receive({ body: makeClip(900_000) }),
      ]);
      expect(stored[0]).toEqual(stored[1]);
      expect(await t.subject.list()).toEqual([SIDECAR, KEY].sort());
    });

    test('gives other bytes the next free key, equal bytes their own', async () => {
      const [first, second, third] = ['a', 'b', 'c'].map((seed) => makeClip(20_000, seed));
      const keys = [];
      for (const body of [first, second, third, second, first])
        keys.push((await t.receive({ body: body ?? CLIP })).key);
      const numbered = (suffix: string) => KEY.replace('.mp4', `${suffix}.mp4`);
      expect(keys).toEqual([KEY, numbered('-2'), numbered('-3'), numbered('-2'), KEY]);
      expect(await t.clips()).toEqual([KEY, numbered('-2'), numbered('-3')].sort());
      expect(JSON.parse(await t.subject.readText(SIDECAR.replace('.json', '-2.json')))).toMatchObject({
        key: keys[1],
      });
    });

    test('keeps two different clips received at once', async () => {
      const bodies = [makeClip(400_000, 'a'), makeClip(400_000, 'b')];
      const fetches = bodies.map((body): FetchClip => async () => ({
        stream: Readable.from([body]),
        offsetBytes: 0,
      }));
      const stored = await Promise.all(fetches.map((fetch) => t.receiveFrom(fetch)));
      expect(new Set(stored.map(({ key }) => key)).size).toBe(2);
      for (const clip of stored) expect(await t.store.verify(clip)).toBe(true);
    });

    test.each([
      '../out.mp4',
      'a/../../out.mp4',
      '/etc/out.mp4',
      'a//b.mp4',
      './a.mp4',
      'a/./b.mp4',
      '',
      '.',
      '..',
      'a\0.mp4',
      'a\\..\\b.mp4',
      'a.json',
      'a.part',
      'a/',
      `${'长'.repeat(90)}.mp4`,
      'lone\ud800.mp4',
    ])('refuses the key %j everywhere', async (key) => {
      const clip = { ...(await t.receive()), key };
      const before = await t.subject.list();
      const { store } = t;
      await expect(store.receive(request(key, fetchOverHttp(t.server.url)))).rejects.toThrow(InvalidKeyError);
      await expect(store.stat(key)).rejects.toThrow(InvalidKeyError);
      await expect(store.read(key)).rejects.toThrow(InvalidKeyError);
      await expect(store.link(key, { expiresInSeconds: 1, contentDisposition: '' })).rejects.toThrow(
        InvalidKeyError,
      );
      await expect(store.readSidecar(key)).rejects.toThrow(InvalidKeyError);
      await expect(store.verify(clip)).rejects.toThrow(InvalidKeyError);
      await expect(store.reuse({ ...clip, key: KEY }, key, () => null)).rejects.toThrow(InvalidKeyError);
      await expect(store.reuse(clip, 'good.mp4', () => null)).rejects.toThrow(InvalidKeyError);
      expect(await t.subject.list()).toEqual(before);
    });
  });

  describe(`${name}: stored clips`, () => {
    test('verify notices a changed byte, another size, a missing clip', async () => {
      const clip = await t.receive();
      expect(await t.store.verify(clip)).toBe(true);
      expect(await t.store.verify({ ...clip, sizeBytes: clip.sizeBytes + 1 })).toBe(false);
      await t.subject.spoil(KEY);
      expect(await t.store.verify(clip)).toBe(false);
      await t.subject.remove(KEY);
      expect(await t.store.verify(clip)).toBe(false);
    });

    test('stat answers size and age, or null', async () => {
      const before = Date.now();
      await t.receive();
      const facts = await t.store.stat(KEY);
      expect(facts?.sizeBytes).toBe(CLIP.length);
      expect(facts?.modifiedAt.getTime()).toBeGreaterThan(before - 2_000);
      expect(await t.store.stat('nowhere/at all.mp4')).toBeNull();
    });

    test('read takes ranges as in HTTP, both ends included', async () => {
      await t.receive();
      const read = async (start: number, end: number) => buffer(await t.store.read(KEY, { start, end }));
      expect(await read(0, 0)).toEqual(CLIP.subarray(0, 1));
      expect(await read(100, 199)).toEqual(CLIP.subarray(100, 200));
      expect(await read(CLIP.length - 1, 1e9)).toEqual(CLIP.subarray(-1));
      await expect(t.store.read(KEY, { start: CLIP.length, end: CLIP.length })).rejects.toThrow(RangeError);
      await expect(t.store.read('none.mp4')).rejects.toThrow(ClipNotFoundError);
    });

    test('reuse stores a second key with its own sidecar', async () => {
      const clip = await t.receive();
      const reused = await t.store.reuse(clip, 'second/1/take-1.mp4', ({ key }) => ({ reusedAs: key }));
      expect(reused).toEqual({ ...clip, key: 'second/1/take-1.mp4' });
      expect(await t.store.verify(reused)).toBe(true);
      expect(JSON.parse(await t.subject.readText('second/1/take-1.json'))).toEqual({ reusedAs: reused.key });
      await t.subject.remove(KEY);
      expect(await t.store.verify(reused)).toBe(true);
    });

    test('reuse never takes a key from another clip', async () => {
      const clip = await t.receive();
      const other = await t.store.receive(
        request('b.mp4', async () => ({ stream: Readable.from([FAST_START_CLIP]), offsetBytes: 0 })),
      );
      expect((await t.store.reuse(clip, 'b.mp4', () => null)).key).toBe('b-2.mp4');
      expect((await t.store.reuse(clip, 'b.mp4', () => null)).key).toBe('b-2.mp4');
      expect(await t.store.verify(other)).toBe(true);
    });

    test('reuse under its own key writes only a missing sidecar', async () => {
      const clip = await t.receive();
      const before = await t.subject.readText(SIDECAR);
      expect(await t.store.reuse(clip, KEY, () => 'another')).toEqual(clip);
      expect(await t.subject.readText(SIDECAR)).toBe(before);
      await t.subject.remove(SIDECAR);
      await t.store.reuse(clip, KEY, () => 'another');
      expect(JSON.parse(await t.subject.readText(SIDECAR))).toBe('another');
    });

    test('reuse rejects a clip that is gone', async () => {
      const clip = await t.receive();
      await t.subject.remove(KEY);
      await expect(t.store.reuse(clip, 'b.mp4', () => null)).rejects.toThrow(ClipNotFoundError);
      await expect(t.store.reuse(clip, KEY, () => null)).rejects.toThrow(ClipNotFoundError);
    });

    test('list has every clip, readSidecar its text', async () => {
      await t.receive();
      await t.store.receive(request('b.mp4', fetchOverHttp(t.server.url)));
      await t.cutClip(makeClip(300_000), ETAG);
      const listed: string[] = [];
      for await (const key of t.store.list()) listed.push(key);
      expect(listed.toSorted()).toEqual(['b.mp4', KEY].toSorted());
      expect(await t.store.readSidecar(KEY)).toBe(await t.subject.readText(SIDECAR));
      expect(await t.store.readSidecar('nowhere/at all.mp4')).toBeNull();
      const described: unknown[] = [];
      for await (const content of t.store.sidecars()) described.push(content);
      expect(described).toContainEqual(JSON.parse(await t.subject.readText(SIDECAR)));
    });

    test('link, where there is one, leads to the clip', async () => {
      await t.receive();
      const options = { expiresInSeconds: 60, contentDisposition: 'attachment; filename="a.mp4"' };
      const link = await t.store.link(KEY, options);
      if (link === null) return;
      const answer = await fetch(link, { headers: { range: 'bytes=100-199' } });
      expect(answer.status).toBe(206);
      expect(answer.headers.get('content-disposition')).toBe(options.contentDisposition);
      expect(Buffer.from(await answer.arrayBuffer())).toEqual(CLIP.subarray(100, 200));
    });

    test('poster is there where addPoster could make it', { timeout: 90_000 }, async () => {
      const clip = await t.receive();
      expect(await t.store.poster(KEY)).toBeNull();
      const isMade = await t.store.addPoster(clip);
      const poster = await t.store.poster(KEY);
      expect(poster?.subarray(0, 2).toString('hex')).toBe(isMade ? 'ffd8' : undefined);
      const noise = { ...clip, key: 'noise.mp4' };
      expect(await t.store.poster(noise.key)).toBeNull();
      await expect(Promise.resolve(t.store.addPoster(noise)).catch(() => false)).resolves.toBe(false);
      expect((await t.subject.list()).filter((key) => key.endsWith('.part'))).toEqual([]);
    });

    test('mark identifies the store and is no clip', async () => {
      expect(await t.store.isMarked('another')).toBe(false);
      expect(await t.store.findMark()).toBeNull();
      const mark = await t.store.mark('book-1');
      expect(mark).toBe('book-1');
      expect(await t.store.mark('book-2')).toBe(mark);
      expect(await t.store.findMark()).toBe(mark);
      expect(await t.store.isMarked(mark)).toBe(true);
      const listed: string[] = [];
      for await (const key of t.store.list()) listed.push(key);
      expect(listed).toEqual([]);
    });

    test('sweepParts removes only old unfinished clips', async () => {
      await t.receive();
      await t.cutClip(makeClip(300_000), ETAG);
      expect(await t.store.sweepParts(60_000)).toBe(0);
      expect(await t.store.sweepParts(-1_000)).toBe(1);
      expect(await t.subject.list()).toEqual([SIDECAR, KEY].sort());
      expect(await t.store.hasRoom()).toBe(true);
    });
  });
}
