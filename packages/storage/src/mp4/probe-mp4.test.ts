import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FAST_START_CLIP, CLIP, makeNoise, SOUND_ONLY } from '../../test/clip-bytes.ts';
import { probeMp4 } from './probe-mp4.ts';
import { Mp4Error } from './mp4-facts.ts';

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'cineflow-probe-'));
});
afterAll(() => rm(directory, { recursive: true }));

async function probe(bytes: Buffer) {
  const path = join(directory, 'clip');
  await writeFile(path, bytes);
  return probeMp4(path).catch((error: unknown) => {
    if (error instanceof Mp4Error) return error.fault;
    throw error;
  });
}

/** The bytes with another size in the header of a box. */
function withBoxSize(bytes: Buffer, type: string, sizeBytes: number): Buffer {
  const changed = Buffer.from(bytes);
  changed.writeUInt32BE(sizeBytes, changed.indexOf(type) - 4);
  return changed;
}

describe('probeMp4', () => {
  test.each([
    ['at its end', CLIP],
    ['at its start', FAST_START_CLIP],
  ])('reads a video with its index %s', async (_, bytes) => {
    expect(await probe(bytes)).toEqual({
      durationSeconds: 2,
      width: 96,
      height: 64,
      codec: expect.stringMatching(/^avc1/) as string,
    });
  });

  test('says the size a clip is shown in, after its rotation', async () => {
    const turned = Buffer.from(CLIP);
    // A quarter turn in the track's matrix, which follows times, layer and volume.
    const matrix = turned.indexOf('tkhd') + 4 + 40;
    for (const [index, value] of [0, 0x10000, 0, -0x10000, 0, 0, 0, 0, 0x40000000].entries()) {
      turned.writeInt32BE(value, matrix + 4 * index);
    }
    expect(await probe(turned)).toMatchObject({ width: 64, height: 96 });
  });

  test('notices a lost end behind an open-ended box', async () => {
    const open = withBoxSize(FAST_START_CLIP, 'mdat', 0);
    expect(await probe(open)).toMatchObject({ durationSeconds: 2 });
    expect(await probe(open.subarray(0, -1))).toBe('cut');
  });

  test('ignores a few stray bytes behind the last box', async () => {
    expect(await probe(Buffer.concat([CLIP, Buffer.from('\r\n')]))).toMatchObject({ durationSeconds: 2 });
  });

  test.each([
    ['nothing', Buffer.alloc(0), 'foreign'],
    ['zeros', Buffer.alloc(50_000), 'foreign'],
    ['noise', makeNoise(50_000), 'foreign'],
    ['sound only', SOUND_ONLY, 'foreign'],
    ['a first box that is not ftyp', CLIP.subarray(CLIP.readUInt32BE(0)), 'foreign'],
    ['ftyp and nothing behind', CLIP.subarray(0, CLIP.readUInt32BE(0)), 'cut'],
    ['a box that claims 3 bytes', withBoxSize(CLIP, 'mdat', 3), 'cut'],
    ['a box that claims 4 GB', withBoxSize(CLIP, 'moov', 0xff_ff_ff_f0), 'cut'],
    ['a track without samples', withBoxSize(CLIP, 'trak', 16), 'foreign'],
  ])('refuses %s', async (_, bytes, fault) => {
    expect(await probe(bytes)).toBe(fault);
  });

  test('refuses an index that asks for endless samples, and survives it', async () => {
    const bomb = Buffer.from(CLIP);
    const sampleSizes = bomb.indexOf('stsz') + 8;
    bomb.writeUInt32BE(1, sampleSizes);
    bomb.writeUInt32BE(0xff_ff_ff_ff, sampleSizes + 4);
    bomb.writeUInt32BE(0xff_ff_ff_ff, bomb.indexOf('stts') + 12);
    expect(await probe(bomb)).toBe('foreign');
    expect(await probe(CLIP)).toMatchObject({ durationSeconds: 2 });
  });

  test('gives no verdict on a file that cannot be read', async () => {
    await expect(probeMp4(join(directory, 'missing'))).rejects.toMatchObject({ code: 'ENOENT' });
  });

  test('gives a verdict for a changed byte anywhere in the index', async () => {
    const verdicts: unknown[] = [];
    for (let position = CLIP.indexOf('moov') - 4; position < CLIP.length; position += 97) {
      const changed = Buffer.from(CLIP);
      changed[position] = (changed[position] ?? 0) ^ 0xff;
      const verdict = await probe(changed);
      verdicts.push(typeof verdict === 'string' ? verdict : verdict.durationSeconds > 0);
    }
    expect(new Set(verdicts)).toEqual(new Set(['foreign', 'cut', true]));
  });
});
