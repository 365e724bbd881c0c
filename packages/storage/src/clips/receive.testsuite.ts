import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import { CLIP, FAST_START_CLIP, makeClip, makeNoise, sha256, SOUND_ONLY } from '../../test/clip-bytes.ts';
import type { Behaviour } from '../../test/clip-server.ts';
import { collectErrorOf, LIMITS, request, type StoreUnderTest } from '../../test/store-under-test.ts';
import { ETAG, KEY, SIDECAR, useStore } from '../../test/use-store.ts';
import type { FetchClip } from '../index.ts';

/** Runs every promise about downloads against one store. */
export function describeReceive(name: string, create: () => Promise<StoreUnderTest>): void {
  const t = useStore(create);

  describe(`${name}: receive`, () => {
    test('stores a complete clip, its facts and its sidecar only', async () => {
      const clip = await t.receive();
      expect(clip).toEqual({
        key: KEY,
        sizeBytes: CLIP.length,
        sha256: sha256(CLIP),
        durationSeconds: 2,
        width: 96,
        height: 64,
        codec: expect.stringMatching(/^avc1\./) as string,
      });
      expect(await buffer(await t.store.read(KEY))).toEqual(CLIP);
      expect(JSON.parse(await t.subject.readText(SIDECAR))).toEqual({ sha256: clip.sha256, key: KEY });
      expect(await t.subject.list()).toEqual([SIDECAR, KEY].sort());
    });

    test('takes a clip without announced length, from any stream', async () => {
      const clip = await t.store.receive(
        request('plain.mp4', async () => ({
          stream: Readable.from([CLIP.subarray(0, 99), CLIP.subarray(99)]),
          offsetBytes: 0,
        })),
      );
      expect(clip.sha256).toBe(sha256(CLIP));
      expect((await t.receive({ body: FAST_START_CLIP, withoutLength: true })).sha256).toBe(
        sha256(FAST_START_CLIP),
      );
    });

    const html = Buffer.from('<!DOCTYPE html><title>503</title>');
    test.each<[string, Partial<Behaviour>, string]>([
      ['an HTML page', { body: html }, 'wrong-content'],
      ['a JSON answer', { body: Buffer.from('{"error":"expired"}') }, 'wrong-content'],
      ['noise', { body: makeNoise(20_000) }, 'wrong-content'],
      ['nothing', { body: Buffer.alloc(0) }, 'wrong-content'],
      ['nothing, without length', { body: Buffer.alloc(0), withoutLength: true }, 'wrong-content'],
      ['sound without a picture', { body: SOUND_ONLY }, 'wrong-content'],
      ['a clip cut with length', { cutAfterBytes: 5_000 }, 'cut'],
      ['a clip cut without length', { endAfterBytes: 5_000, withoutLength: true }, 'cut'],
      [
        'a fast-start clip cut without length',
        { body: FAST_START_CLIP, endAfterBytes: 8_500, withoutLength: true },
        'cut',
      ],
      ['a length too large', { saysLength: CLIP.length + 10, cutAfterBytes: CLIP.length }, 'cut'],
      ['a length too small', { saysLength: CLIP.length - 10 }, 'cut'],
      ['status 404', { status: 404 }, 'link-dead'],
      ['status 403', { status: 403 }, 'link-dead'],
      ['status 410', { status: 410 }, 'link-dead'],
      ['status 503', { status: 503 }, 'network'],
      ['a break before the answer', { cutAfterBytes: 0 }, 'network'],
    ])('refuses %s and leaves nothing', async (_, behaviour, kind) => {
      const error = await collectErrorOf(t.receive(behaviour));
      expect(error.kind).toBe(kind);
      expect(error.message).not.toContain('127.0.0.1');
      expect(await t.subject.list()).toEqual([]);
    });

    test('says what came instead of a clip', async () => {
      expect((await collectErrorOf(t.receive({ body: html }))).message).toContain('an HTML page, 33 bytes');
    });

    test('refuses a clip cut at any byte', async () => {
      for (const whole of [CLIP, FAST_START_CLIP]) {
        for (let length = 0; length < whole.length; length += 331) {
          const stream = Readable.from([whole.subarray(0, length)]);
          const error = await collectErrorOf(
            t.store.receive(request(KEY, async () => ({ stream, offsetBytes: 0 }))),
          );
          expect(['cut', 'wrong-content']).toContain(error.kind);
        }
      }
      expect(await t.subject.list()).toEqual([]);
    });

    test('reports an unreachable server as network', async () => {
      const dead: FetchClip = async () =>
        Promise.reject(Object.assign(new Error('connect http://secret'), { code: 'ECONNREFUSED' }));
      const error = await collectErrorOf(t.receiveFrom(dead));
      expect(error).toMatchObject({
        kind: 'network',
        message: 'The clip could not be fetched (ECONNREFUSED)',
      });
    });

    test('stops at the byte cap, announced or not', async () => {
      const limits = { ...LIMITS, maxBytes: 100_000 };
      expect((await collectErrorOf(t.receive({ body: makeClip(100_001) }, { limits }))).kind).toBe(
        'too-large',
      );
      const endless = Readable.from(
        (function* () {
          for (;;) yield makeNoise(4_096);
        })(),
      );
      const fetch: FetchClip = async () => ({ stream: endless, offsetBytes: 0 });
      expect((await collectErrorOf(t.receiveFrom(fetch, { limits }))).kind).toBe('too-large');
      expect(endless.destroyed).toBe(true);
      expect(await t.subject.list()).toEqual([]);
    });

    test.each<[string, Partial<Behaviour>, Partial<typeof LIMITS>]>([
      ['too slow', { drip: { bytes: 1, everyMs: 10 } }, { minBytesPerSecond: 5_000, speedWindowMs: 200 }],
      ['stalled', { stallAfterBytes: 2_000 }, { minBytesPerSecond: 1, speedWindowMs: 200 }],
      ['not done in time', { drip: { bytes: 1, everyMs: 10 } }, { totalTimeoutMs: 200 }],
    ])('gives up a body that is %s', async (_, behaviour, limits) => {
      const error = await collectErrorOf(t.receive(behaviour, { limits: { ...LIMITS, ...limits } }));
      expect(error.kind).toBe('slow');
      expect(await t.subject.list()).toEqual([]);
    });

    test('gives up when fetch never answers', async () => {
      const fetch: FetchClip = () => new Promise(() => undefined);
      const limits = { ...LIMITS, totalTimeoutMs: 50 };
      expect((await collectErrorOf(t.receiveFrom(fetch, { limits }))).kind).toBe('slow');
    });

    test('is aborted by its signal, before and during the download', async () => {
      expect((await collectErrorOf(t.receive({}, { signal: AbortSignal.abort() }))).kind).toBe('aborted');
      const controller = new AbortController();
      const stream = new Readable({ read: () => queueMicrotask(() => controller.abort()) });
      const fetch: FetchClip = async () => ({ stream, offsetBytes: 0 });
      const error = await collectErrorOf(t.receiveFrom(fetch, { signal: controller.signal }));
      expect(error.kind).toBe('aborted');
      expect(stream.destroyed).toBe(true);
    });
  });

  describe(`${name}: receive after a cut`, () => {
    const body = makeClip(300_000, 'long');

    test('asks only for missing bytes of an unchanged clip', async () => {
      expect((await t.cutClip(body, ETAG)).kind).toBe('cut');
      expect(await t.clips()).toEqual([]);
      const clip = await t.receive({ body, etag: ETAG });
      expect(clip.sha256).toBe(sha256(body));
      expect(t.server.requests).toEqual([{ range: 'bytes=200000-', ifRange: ETAG }]);
      expect(await t.subject.list()).toEqual([SIDECAR, KEY].sort());
    });

    test('starts over when the clip has changed', async () => {
      await t.cutClip(body, ETAG);
      const other = makeClip(300_000, 'other');
      expect((await t.receive({ body: other, etag: '"two"' })).sha256).toBe(sha256(other));
      expect(await t.subject.list()).toEqual([SIDECAR, KEY].sort());
    });

    test('starts over when the rest carries another validator', async () => {
      await t.cutClip(body, ETAG);
      const other = makeClip(300_000, 'other');
      const careless: FetchClip = async ({ offsetBytes }) => ({
        stream: Readable.from([other.subarray(offsetBytes)]),
        offsetBytes,
        totalBytes: other.length,
        validator: '"two"',
      });
      expect((await t.receiveFrom(careless)).sha256).toBe(sha256(other));
    });

    test('keeps its part while the link is dead, and continues it', async () => {
      await t.cutClip(body, ETAG);
      expect((await collectErrorOf(t.receive({ status: 403 }))).kind).toBe('link-dead');
      expect((await t.receive({ body, etag: ETAG })).sha256).toBe(sha256(body));
      expect(t.server.requests.map(({ range }) => range)).toEqual(['bytes=200000-', 'bytes=200000-']);
    });

    test('never trusts a weak validator', async () => {
      await t.cutClip(body, 'W/"one"');
      expect(await t.subject.list()).toEqual([]);
      await t.receive({ body, etag: 'W/"one"' });
      expect(t.server.requests).toEqual([{ range: undefined, ifRange: undefined }]);
    });

    test('starts over once when the server has nothing more to send', async () => {
      const half = body.subarray(0, 200_000);
      await collectErrorOf(t.receive({ body: half, etag: ETAG, withoutLength: true }));
      expect((await collectErrorOf(t.receive({ body: half, etag: ETAG, withoutLength: true }))).kind).toBe(
        'cut',
      );
      expect(t.server.requests.map(({ range }) => range)).toEqual([undefined, 'bytes=200000-', undefined]);
    });
  });
}
