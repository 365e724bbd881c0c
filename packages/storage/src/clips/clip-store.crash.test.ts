import { randomInt } from 'node:crypto';
import { link, mkdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createDiskUnderTest, type DiskUnderTest } from '../../test/disk-under-test.ts';
import { CLIP, makeClip, sha256 } from '../../test/clip-bytes.ts';
import { ClipServer } from '../../test/clip-server.ts';
import { startReceiver } from '../../test/start-receiver.ts';
import { request } from '../../test/store-under-test.ts';
import type { FetchClip } from '../index.ts';
import { formatPartName, hashKey, newOwner } from '../objects/disk/part.ts';

const KEY = 'demo/1/take-1.mp4';
const SIDECAR = 'demo/1/take-1.json';
const ETAG = '"one"';

let disk: DiskUnderTest;
beforeEach(async () => {
  disk = await createDiskUnderTest();
});
afterEach(() => disk[Symbol.asyncDispose]());

describe('clip store on a disk after a crash', () => {
  test('completes a clip after several kill -9, without starting over', async () => {
    const body = makeClip(3_000_000, 'killed');
    await using server = await ClipServer.start({ body, etag: ETAG, drip: { bytes: 8_192, everyMs: 4 } });
    const cuts = Array.from({ length: 4 }, () => randomInt(70_000, body.length - 500_000)).sort(
      (a, b) => a - b,
    );
    let leftBytes = 0;
    for (const cut of cuts) {
      const { child, outcome } = startReceiver({ rootDir: disk.rootDir, key: KEY, url: server.url });
      await untilPartHas(cut, () => child.exitCode !== null);
      child.kill('SIGKILL');
      expect(await outcome, `killed at ${cuts.join(', ')}`).toBeNull();
      expect(await disk.list()).not.toContain(KEY);
      leftBytes = await largestPart();
      expect(leftBytes).toBeGreaterThanOrEqual(cut);
    }
    const earlier = server.requests.length;
    const { outcome } = startReceiver({ rootDir: disk.rootDir, key: KEY, url: server.url });
    expect((await outcome)?.clip?.sha256).toBe(sha256(body));
    // No request at all when the last one killed had every byte.
    for (const { range } of server.requests.slice(earlier)) expect(range).toBe(`bytes=${leftBytes}-`);
    await disk.store.sweepParts(-1_000);
    expect(await disk.list()).toEqual([SIDECAR, KEY]);
  });

  test('writes a missing sidecar without a download', async () => {
    const whole: FetchClip = async () => ({ stream: Readable.from([CLIP]), offsetBytes: 0 });
    const clip = await disk.store.receive(request(KEY, whole));
    await rm(join(disk.rootDir, SIDECAR));
    await leavePart(CLIP.length, async (path) => link(join(disk.rootDir, KEY), path));
    expect(await disk.store.receive(request(KEY, mustNotBeAsked))).toEqual(clip);
    expect(await disk.list()).toEqual([SIDECAR, KEY]);
  });

  test('stores a complete part without a download', async () => {
    await leavePart(CLIP.length, async (path) => writeFile(path, CLIP));
    expect((await disk.store.receive(request(KEY, mustNotBeAsked))).sha256).toBe(sha256(CLIP));
    expect(await disk.list()).toEqual([SIDECAR, KEY]);
  });

  test('spares the part of a receiver that still writes', async () => {
    const path = await leavePart(CLIP.length, async (part) => writeFile(part, CLIP.subarray(0, 4_000)));
    await utimes(path, new Date(), new Date());
    const offsets: number[] = [];
    const whole: FetchClip = async ({ offsetBytes }) => {
      offsets.push(offsetBytes);
      return { stream: Readable.from([CLIP]), offsetBytes: 0 };
    };
    await disk.store.receive(request(KEY, whole));
    expect(offsets).toEqual([0]);
    expect((await stat(path)).size).toBe(4_000);
  });

  test('removes all parts of dead receivers once stored', async () => {
    await leavePart(CLIP.length, async (part) => writeFile(part, CLIP.subarray(0, 4_000)));
    await leavePart(CLIP.length, async (part) => writeFile(part, CLIP.subarray(0, 3_000)));
    const rest: FetchClip = async ({ offsetBytes }) => {
      const stream = Readable.from([CLIP.subarray(offsetBytes)]);
      return { stream, offsetBytes, totalBytes: CLIP.length, validator: ETAG };
    };
    await disk.store.receive(request(KEY, rest));
    expect(await disk.list()).toEqual([SIDECAR, KEY]);
  });

  test('keeps a frozen receiver from the clip after a takeover', async () => {
    const gate = Promise.withResolvers<void>();
    const frozen = async function* () {
      yield CLIP.subarray(0, 4_000);
      await gate.promise;
      yield Buffer.alloc(CLIP.length - 4_000);
    };
    const fetchFrozen: FetchClip = async () => {
      return { stream: Readable.from(frozen()), offsetBytes: 0, totalBytes: CLIP.length, validator: ETAG };
    };
    const late = disk.store.receive(request(KEY, fetchFrozen)).catch((error: unknown) => error);
    await untilPartHas(4_000, () => false);
    for (const part of await partsOf()) await utimes(join(disk.rootDir, part), 0, 0);

    const rest: FetchClip = async ({ offsetBytes }) => {
      return {
        stream: Readable.from([CLIP.subarray(offsetBytes)]),
        offsetBytes,
        totalBytes: CLIP.length,
        validator: ETAG,
      };
    };
    const clip = await disk.store.receive(request(KEY, rest));
    gate.resolve();
    expect(await late).toMatchObject({ name: 'CollectError', kind: 'aborted' });
    expect(await disk.store.verify(clip)).toBe(true);
    expect(await disk.list()).toEqual([SIDECAR, KEY]);
  });
});

const mustNotBeAsked: FetchClip = () => Promise.reject(new Error('must not be asked'));

async function partsOf(): Promise<string[]> {
  return (await disk.list()).filter((key) => key.endsWith('.part'));
}

async function largestPart(): Promise<number> {
  const facts = (await partsOf()).map((part) => stat(join(disk.rootDir, part)));
  return Math.max(0, ...(await Promise.all(facts)).map(({ size }) => size));
}

/** Resolves when a part has this many bytes, or the receiver is done. */
async function untilPartHas(bytes: number, isDone: () => boolean): Promise<void> {
  while (!isDone()) {
    for (const part of await partsOf()) {
      const facts = await stat(join(disk.rootDir, part)).catch(() => null);
      if (facts && facts.size >= bytes) return;
    }
    await sleep(1);
  }
}

/** Leaves a part of the key as a dead receiver would have. */
async function leavePart(totalBytes: number, fill: (path: string) => Promise<void>): Promise<string> {
  const directory = join(disk.rootDir, 'demo/1');
  await mkdir(directory, { recursive: true });
  const name = { keyHash: hashKey(KEY), owner: newOwner(), totalBytes, validator: ETAG };
  const path = join(directory, formatPartName(name));
  await fill(path);
  await utimes(path, 0, 0);
  return path;
}
