import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

function readFixture(name: string): Buffer {
  return readFileSync(new URL(`./__fixtures__/${name}`, import.meta.url));
}

/** Two seconds of 96x64 H.264 and AAC with B-frames, the index at the end; below 9 kB. */
export const CLIP = readFixture('clip.mp4');
/** The same clip with its index before the pictures. */
export const FAST_START_CLIP = readFixture('clip-fast-start.mp4');
/** An MP4 without a picture. */
export const SOUND_ONLY = readFixture('sound-only.mp4');

const BOX_HEADER_BYTES = 8;

/** A clip of this size: the real one and a `free` box with bytes made from the seed. */
export function makeClip(sizeBytes: number, seed = 'seed'): Buffer {
  const padding = Buffer.alloc(sizeBytes - CLIP.length);
  padding.writeUInt32BE(padding.length, 0);
  padding.write('free', 4, 'latin1');
  fillWithNoise(padding.subarray(BOX_HEADER_BYTES), seed);
  return Buffer.concat([CLIP, padding]);
}

/** Bytes that look random and are the same each time. */
export function makeNoise(sizeBytes: number, seed = 'noise'): Buffer {
  const noise = Buffer.alloc(sizeBytes);
  fillWithNoise(noise, seed);
  return noise;
}

export function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function fillWithNoise(target: Buffer, seed: string): void {
  let block = createHash('sha512').update(seed).digest();
  for (let position = 0; position < target.length; position += block.length) {
    block.copy(target, position);
    block = createHash('sha512').update(block).digest();
  }
}
