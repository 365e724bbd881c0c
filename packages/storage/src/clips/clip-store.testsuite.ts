import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { fetchOverHttp } from '../../test/fetch-over-http.ts';
import { FAST_START_FILM, FILM, makeFilm, makeNoise, sha256, SOUND_ONLY } from '../../test/film-bytes.ts';
import { type Behaviour, FilmServer } from '../../test/film-server.ts';
import {
  breakAfter,
  collectErrorOf,
  LIMITS,
  request,
  type StoreUnderTest,
} from '../../test/store-under-test.ts';
import { ClipNotFoundError, InvalidKeyError, type FetchClip } from '../index.ts';

const KEY = '影流 demo/3/take-1.mp4';
const SIDECAR = '影流 demo/3/take-1.json';
const ETAG = '"one"';

/** Runs every promise of ClipStore against one implementation. */
export function describeClipStore(name: string, create: () => Promise<StoreUnderTest>): void {
  let subject: StoreUnderTest;
  let server: FilmServer;
  const receive = (behaviour: Partial<Behaviour> = {}, changes: Parameters<typeof request>[2] = {}) => {
    server.behaviour = { body: FILM, ...behaviour };
    return subject.store.receive(request(KEY, fetchOverHttp(server.url), changes));
  };
  const films = async () => (await subject.list()).filter((key) => key.endsWith('.mp4'));

  /** Receives 200,000 bytes of a film, then the connection breaks. */
  const cutFilm = (body: Buffer, validator: string) => {
    const stream = breakAfter(body.subarray(0, 200_000));
    const fetch: FetchClip = async () => ({ stream, offsetBytes: 0, totalBytes: body.length, validator });
    return collectErrorOf(subject.store.receive(request(KEY, fetch)));
  };

  beforeEach(async () => {
    subject = await create();
    server = await FilmServer.start({ body: FILM });
  });
  afterEach(async () => {
    await server[Symbol.asyncDispose]();
    await subject[Symbol.asyncDispose]();
  });

  describe(`${name}: receiving`, () => {
    test('stores a whole film with its facts and its sidecar, and nothing else', async () => {
      const film = await receive();
      expect(film).toEqual({
        key: KEY,
        sizeBytes: FILM.length,
        sha256: sha256(FILM),
        durationSeconds: 2,
        width: 96,
        height: 64,
        codec: expect.stringMatching(/^avc1\./) as string,
      });
      expect(await buffer(await subject.store.read(KEY))).toEqual(FILM);
      expect(JSON.parse(await subject.readText(SIDECAR))).toEqual({ sha256: film.sha256, key: KEY });
      expect(await subject.list()).toEqual([SIDECAR, KEY].sort());
    });

    test('takes a film without announced length, from any stream', async () => {
      const film = await subject.store.receive(
        request('plain.mp4', async () => ({
          stream: Readable.from([FILM.subarray(0, 99), FILM.subarray(99)]),
          offsetBytes: 0,
        })),
      );
      expect(film.sha256).toBe(sha256(FILM));
      expect((await receive({ body: FAST_START_FILM, withoutLength: true })).sha256).toBe(
        sha256(FAST_START_FILM),
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
      ['a film cut with length', { cutAfterBytes: 5_000 }, 'cut'],
      ['a film cut without length', { endAfterBytes: 5_000, withoutLength: true }, 'cut'],
      [
        'a fast-start film cut without length',
        { body: FAST_START_FILM, endAfterBytes: 8_500, withoutLength: true },
        'cut',
      ],
      ['a length too large', { saysLength: FILM.length + 10, cutAfterBytes: FILM.length }, 'cut'],
      ['a length too small', { saysLength: FILM.length - 10 }, 'cut'],
      ['status 404', { status: 404 }, 'link-dead'],
      ['status 403', { status: 403 }, 'link-dead'],
      ['status 410', { status: 410 }, 'link-dead'],
      ['status 503', { status: 503 }, 'network'],
      ['a break before the answer', { cutAfterBytes: 0 }, 'network'],
    ])('refuses %s and leaves nothing', async (_, behaviour, kind) => {
      const error = await collectErrorOf(receive(behaviour));
      expect(error.kind).toBe(kind);
      expect(error.message).not.toContain('127.0.0.1');
      expect(await subject.list()).toEqual([]);
    });

    test('says what came instead of a film', async () => {
      expect((await collectErrorOf(receive({ body: html }))).message).toContain('an HTML page, 33 bytes');
    });

    test('refuses a film cut at any byte', async () => {
      for (const whole of [FILM, FAST_START_FILM]) {
        for (let length = 0; length < whole.length; length += 331) {
          const stream = Readable.from([whole.subarray(0, length)]);
          const error = await collectErrorOf(
            subject.store.receive(request(KEY, async () => ({ stream, offsetBytes: 0 }))),
          );
          expect(['cut', 'wrong-content']).toContain(error.kind);
        }
      }
      expect(await subject.list()).toEqual([]);
    });

    test('reports an unreachable server as network', async () => {
      const dead: FetchClip = async () =>
        Promise.reject(Object.assign(new Error('connect http://secret'), { code: 'ECONNREFUSED' }));
      const error = await collectErrorOf(subject.store.receive(request(KEY, dead)));
      expect(error).toMatchObject({
        kind: 'network',
        message: 'The clip could not be fetched (ECONNREFUSED)',
      });
    });

    test('stops at the byte cap, announced or not', async () => {
      const limits = { ...LIMITS, maxBytes: 100_000 };
      expect((await collectErrorOf(receive({ body: makeFilm(100_001) }, { limits }))).kind).toBe('too-large');
      const endless = Readable.from(
        (function* () {
          for (;;) yield makeNoise(4_096);
        })(),
      );
      const fetch: FetchClip = async () => ({ stream: endless, offsetBytes: 0 });
      expect((await collectErrorOf(subject.store.receive(request(KEY, fetch, { limits })))).kind).toBe(
        'too-large',
      );
      expect(endless.destroyed).toBe(true);
      expect(await subject.list()).toEqual([]);
    });

    test.each<[string, Partial<Behaviour>, Partial<typeof LIMITS>]>([
      ['too slow', { drip: { bytes: 1, everyMs: 10 } }, { minBytesPerSecond: 5_000, speedWindowMs: 200 }],
      ['stalled', { stallAfterBytes: 2_000 }, { minBytesPerSecond: 1, speedWindowMs: 200 }],
      ['not done in time', { drip: { bytes: 1, everyMs: 10 } }, { totalTimeoutMs: 200 }],
    ])('gives up a body that is %s', async (_, behaviour, limits) => {
      const error = await collectErrorOf(receive(behaviour, { limits: { ...LIMITS, ...limits } }));
      expect(error.kind).toBe('slow');
      expect(await subject.list()).toEqual([]);
    });

    test('gives up when fetch itself never answers', async () => {
      const fetch: FetchClip = () => new Promise(() => undefined);
      const limits = { ...LIMITS, totalTimeoutMs: 50 };
      expect((await collectErrorOf(subject.store.receive(request(KEY, fetch, { limits })))).kind).toBe(
        'slow',
      );
    });

    test('is called off by its signal, before and during the download', async () => {
      expect((await collectErrorOf(receive({}, { signal: AbortSignal.abort() }))).kind).toBe('aborted');
      const controller = new AbortController();
      const stream = new Readable({ read: () => queueMicrotask(() => controller.abort()) });
      const fetch: FetchClip = async () => ({ stream, offsetBytes: 0 });
      const error = await collectErrorOf(
        subject.store.receive(request(KEY, fetch, { signal: controller.signal })),
      );
      expect(error.kind).toBe('aborted');
      expect(stream.destroyed).toBe(true);
    });
  });

  describe(`${name}: going on after a cut`, () => {
    const body = makeFilm(300_000, 'long');

    test('asks only for the missing bytes when the film is still the same', async () => {
      expect((await cutFilm(body, ETAG)).kind).toBe('cut');
      expect(await films()).toEqual([]);
      const film = await receive({ body, etag: ETAG });
      expect(film.sha256).toBe(sha256(body));
      expect(server.requests).toEqual([{ range: 'bytes=200000-', ifRange: ETAG }]);
      expect(await subject.list()).toEqual([SIDECAR, KEY].sort());
    });

    test('starts over when the film has changed', async () => {
      await cutFilm(body, ETAG);
      const other = makeFilm(300_000, 'other');
      expect((await receive({ body: other, etag: '"two"' })).sha256).toBe(sha256(other));
      expect(await subject.list()).toEqual([SIDECAR, KEY].sort());
    });

    test('starts over when the answer to the range carries another validator', async () => {
      await cutFilm(body, ETAG);
      const other = makeFilm(300_000, 'other');
      const careless: FetchClip = async ({ offsetBytes }) => ({
        stream: Readable.from([other.subarray(offsetBytes)]),
        offsetBytes,
        totalBytes: other.length,
        validator: '"two"',
      });
      expect((await subject.store.receive(request(KEY, careless))).sha256).toBe(sha256(other));
    });

    test('keeps what it has while the link is dead, and goes on with a fresh one', async () => {
      await cutFilm(body, ETAG);
      expect((await collectErrorOf(receive({ status: 403 }))).kind).toBe('link-dead');
      expect((await receive({ body, etag: ETAG })).sha256).toBe(sha256(body));
      expect(server.requests.map(({ range }) => range)).toEqual(['bytes=200000-', 'bytes=200000-']);
    });

    test('never trusts a weak validator', async () => {
      await cutFilm(body, 'W/"one"');
      expect(await subject.list()).toEqual([]);
      await receive({ body, etag: 'W/"one"' });
      expect(server.requests).toEqual([{ range: undefined, ifRange: undefined }]);
    });

    test('starts over once when nothing is left to send but the film is not whole', async () => {
      const half = body.subarray(0, 200_000);
      await collectErrorOf(receive({ body: half, etag: ETAG, withoutLength: true }));
      expect((await collectErrorOf(receive({ body: half, etag: ETAG, withoutLength: true }))).kind).toBe(
        'cut',
      );
      expect(server.requests.map(({ range }) => range)).toEqual([undefined, 'bytes=200000-', undefined]);
    });
  });

  describe(`${name}: names`, () => {
    test('two receivers of one film leave one film and one sidecar', async () => {
      const stored = await Promise.all([
        receive({ body: makeFilm(900_000) }),
        receive({ body: makeFilm(900_000) }),
      ]);
      expect(stored[0]).toEqual(stored[1]);
      expect(await subject.list()).toEqual([SIDECAR, KEY].sort());
    });

    test('other bytes under the same key get the next free one, the same bytes the one they have', async () => {
      const [first, second, third] = ['a', 'b', 'c'].map((seed) => makeFilm(20_000, seed));
      const keys = [];
      for (const body of [first, second, third, second, first])
        keys.push((await receive({ body: body ?? FILM })).key);
      const numbered = (suffix: string) => KEY.replace('.mp4', `${suffix}.mp4`);
      expect(keys).toEqual([KEY, numbered('-2'), numbered('-3'), numbered('-2'), KEY]);
      expect(await films()).toEqual([KEY, numbered('-2'), numbered('-3')].sort());
      expect(JSON.parse(await subject.readText(SIDECAR.replace('.json', '-2.json')))).toMatchObject({
        key: keys[1],
      });
    });

    test('two different films at once both survive', async () => {
      const bodies = [makeFilm(400_000, 'a'), makeFilm(400_000, 'b')];
      const fetches = bodies.map((body): FetchClip => async () => ({
        stream: Readable.from([body]),
        offsetBytes: 0,
      }));
      const stored = await Promise.all(fetches.map((fetch) => subject.store.receive(request(KEY, fetch))));
      expect(new Set(stored.map(({ key }) => key)).size).toBe(2);
      for (const film of stored) expect(await subject.store.verify(film)).toBe(true);
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
      const film = { ...(await receive()), key };
      const before = await subject.list();
      const { store } = subject;
      await expect(store.receive(request(key, fetchOverHttp(server.url)))).rejects.toThrow(InvalidKeyError);
      await expect(store.stat(key)).rejects.toThrow(InvalidKeyError);
      await expect(store.read(key)).rejects.toThrow(InvalidKeyError);
      await expect(store.link(key, { expiresInSeconds: 1, contentDisposition: '' })).rejects.toThrow(
        InvalidKeyError,
      );
      await expect(store.readSidecar(key)).rejects.toThrow(InvalidKeyError);
      await expect(store.verify(film)).rejects.toThrow(InvalidKeyError);
      await expect(store.reuse({ ...film, key: KEY }, key, () => null)).rejects.toThrow(InvalidKeyError);
      await expect(store.reuse(film, 'good.mp4', () => null)).rejects.toThrow(InvalidKeyError);
      expect(await subject.list()).toEqual(before);
    });
  });

  describe(`${name}: stored films`, () => {
    test('verify notices a changed byte, another size and a missing film', async () => {
      const film = await receive();
      expect(await subject.store.verify(film)).toBe(true);
      expect(await subject.store.verify({ ...film, sizeBytes: film.sizeBytes + 1 })).toBe(false);
      await subject.spoil(KEY);
      expect(await subject.store.verify(film)).toBe(false);
      await subject.remove(KEY);
      expect(await subject.store.verify(film)).toBe(false);
    });

    test('stat tells size and age, or null', async () => {
      const before = Date.now();
      await receive();
      const facts = await subject.store.stat(KEY);
      expect(facts?.sizeBytes).toBe(FILM.length);
      expect(facts?.modifiedAt.getTime()).toBeGreaterThan(before - 2_000);
      expect(await subject.store.stat('nowhere/at all.mp4')).toBeNull();
    });

    test('reads ranges as HTTP has them, both ends included', async () => {
      await receive();
      const read = async (start: number, end: number) =>
        buffer(await subject.store.read(KEY, { start, end }));
      expect(await read(0, 0)).toEqual(FILM.subarray(0, 1));
      expect(await read(100, 199)).toEqual(FILM.subarray(100, 200));
      expect(await read(FILM.length - 1, 1e9)).toEqual(FILM.subarray(-1));
      await expect(subject.store.read(KEY, { start: FILM.length, end: FILM.length })).rejects.toThrow(
        RangeError,
      );
      await expect(subject.store.read('none.mp4')).rejects.toThrow(ClipNotFoundError);
    });

    test('reuses a film under a second key, with a sidecar of its own', async () => {
      const film = await receive();
      const reused = await subject.store.reuse(film, 'second/1/take-1.mp4', ({ key }) => ({ reusedAs: key }));
      expect(reused).toEqual({ ...film, key: 'second/1/take-1.mp4' });
      expect(await subject.store.verify(reused)).toBe(true);
      expect(JSON.parse(await subject.readText('second/1/take-1.json'))).toEqual({ reusedAs: reused.key });
      await subject.remove(KEY);
      expect(await subject.store.verify(reused)).toBe(true);
    });

    test('reuse never takes a name away from another film', async () => {
      const film = await receive();
      const other = await subject.store.receive(
        request('b.mp4', async () => ({ stream: Readable.from([FAST_START_FILM]), offsetBytes: 0 })),
      );
      expect((await subject.store.reuse(film, 'b.mp4', () => null)).key).toBe('b-2.mp4');
      expect((await subject.store.reuse(film, 'b.mp4', () => null)).key).toBe('b-2.mp4');
      expect(await subject.store.verify(other)).toBe(true);
    });

    test('reuse under its own key writes only a missing sidecar', async () => {
      const film = await receive();
      const before = await subject.readText(SIDECAR);
      expect(await subject.store.reuse(film, KEY, () => 'another')).toEqual(film);
      expect(await subject.readText(SIDECAR)).toBe(before);
      await subject.remove(SIDECAR);
      await subject.store.reuse(film, KEY, () => 'another');
      expect(JSON.parse(await subject.readText(SIDECAR))).toBe('another');
    });

    test('reuse of a film that is gone says so', async () => {
      const film = await receive();
      await subject.remove(KEY);
      await expect(subject.store.reuse(film, 'b.mp4', () => null)).rejects.toThrow(ClipNotFoundError);
      await expect(subject.store.reuse(film, KEY, () => null)).rejects.toThrow(ClipNotFoundError);
    });

    test('lists every film and reads the text beside it', async () => {
      await receive();
      await subject.store.receive(request('b.mp4', fetchOverHttp(server.url)));
      await cutFilm(makeFilm(300_000), ETAG);
      const listed: string[] = [];
      for await (const key of subject.store.list()) listed.push(key);
      expect(listed.toSorted()).toEqual(['b.mp4', KEY].toSorted());
      expect(await subject.store.readSidecar(KEY)).toBe(await subject.readText(SIDECAR));
      expect(await subject.store.readSidecar('nowhere/at all.mp4')).toBeNull();
      const described: unknown[] = [];
      for await (const content of subject.store.sidecars()) described.push(content);
      expect(described).toContainEqual(JSON.parse(await subject.readText(SIDECAR)));
    });

    test('a link, where there is one, leads to the film itself', async () => {
      await receive();
      const options = { expiresInSeconds: 60, contentDisposition: 'attachment; filename="a.mp4"' };
      const link = await subject.store.link(KEY, options);
      if (link === null) return;
      const answer = await fetch(link, { headers: { range: 'bytes=100-199' } });
      expect(answer.status).toBe(206);
      expect(answer.headers.get('content-disposition')).toBe(options.contentDisposition);
      expect(Buffer.from(await answer.arrayBuffer())).toEqual(FILM.subarray(100, 200));
    });

    test('a poster stands beside a film where it can be made, and goes with no film', async () => {
      const film = await receive();
      expect(await subject.store.poster(KEY)).toBeNull();
      const isMade = await subject.store.addPoster(film);
      const poster = await subject.store.poster(KEY);
      expect(poster?.subarray(0, 2).toString('hex')).toBe(isMade ? 'ffd8' : undefined);
      const noise = { ...film, key: 'noise.mp4' };
      expect(await subject.store.poster(noise.key)).toBeNull();
      await expect(Promise.resolve(subject.store.addPoster(noise)).catch(() => false)).resolves.toBe(false);
      expect((await subject.list()).filter((key) => key.endsWith('.part'))).toEqual([]);
    });

    test('is known again by a mark, which is no film', async () => {
      expect(await subject.store.isMarked('another')).toBe(false);
      expect(await subject.store.findMark()).toBeNull();
      const mark = await subject.store.mark('book-1');
      expect(mark).toBe('book-1');
      expect(await subject.store.mark('book-2')).toBe(mark);
      expect(await subject.store.findMark()).toBe(mark);
      expect(await subject.store.isMarked(mark)).toBe(true);
      const listed: string[] = [];
      for await (const key of subject.store.list()) listed.push(key);
      expect(listed).toEqual([]);
    });

    test('sweeps only half films that are old enough', async () => {
      await receive();
      await cutFilm(makeFilm(300_000), ETAG);
      expect(await subject.store.sweepParts(60_000)).toBe(0);
      expect(await subject.store.sweepParts(-1_000)).toBe(1);
      expect(await subject.list()).toEqual([SIDECAR, KEY].sort());
      expect(await subject.store.hasRoom()).toBe(true);
    });
  });
}
