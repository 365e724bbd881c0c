import { crc32 } from 'node:zlib';
import sharp, { type Sharp } from 'sharp';
import { drawQuadrants } from './quadrants.ts';

/** The four quadrants, 64x48 unless said otherwise, ready to be encoded. */
export function quadrants(alpha?: number, [width, height]: readonly [number, number] = [64, 48]): Sharp {
  const channels = alpha === undefined ? 3 : 4;
  return sharp(drawQuadrants(width, height, alpha), { raw: { width, height, channels } });
}

/** A JPEG whose colours are not blurred. */
export async function jpeg(picture: Sharp = quadrants()): Promise<Buffer> {
  return await picture.jpeg({ quality: 98, chromaSubsampling: '4:4:4' }).toBuffer();
}

export async function png(picture: Sharp = quadrants()): Promise<Buffer> {
  return await picture.png().toBuffer();
}

/** Two frames of different colours. */
export function twoFrames(): Sharp {
  const frames = Buffer.concat([drawQuadrants(64, 48), Buffer.alloc(64 * 48 * 3, 90)]);
  return sharp(frames, { raw: { width: 64, height: 96, channels: 3, pageHeight: 48 } });
}

/** Puts a chunk into a PNG, right after its header. */
export function withChunk(file: Buffer, type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type), data]);
  const chunk = Buffer.alloc(body.length + 8);
  chunk.writeUInt32BE(data.length);
  body.copy(chunk, 4);
  chunk.writeUInt32BE(crc32(body), body.length + 4);
  return Buffer.concat([file.subarray(0, 33), chunk, file.subarray(33)]);
}

/** A PNG whose header claims a size. */
export function claimPngSize(file: Buffer, width: number, height: number): Buffer {
  const copy = Buffer.from(file);
  copy.writeUInt32BE(width, 16);
  copy.writeUInt32BE(height, 20);
  copy.writeUInt32BE(crc32(copy.subarray(12, 29)), 29);
  return copy;
}

/** A JPEG whose header claims a size. */
export function claimJpegSize(file: Buffer, width: number, height: number): Buffer {
  const copy = Buffer.from(file);
  const frame = copy.indexOf(Buffer.from([0xff, 0xc0, 0x00, 0x11]));
  copy.writeUInt16BE(height, frame + 5);
  copy.writeUInt16BE(width, frame + 7);
  return copy;
}

/** Puts a segment into a JPEG, right after its start. */
export function withSegment(file: Buffer, marker: number, data: Buffer): Buffer {
  const head = Buffer.from([0xff, marker, (data.length + 2) >> 8, (data.length + 2) & 0xff]);
  return Buffer.concat([file.subarray(0, 2), head, data, file.subarray(2)]);
}

export function cut(file: Buffer, share: number): Buffer {
  return file.subarray(0, Math.floor(file.length * share));
}

/** Writes over the end with zeros, as a download does that reserved its space. */
export function blank(file: Buffer, share: number): Buffer {
  const copy = Buffer.from(file);
  return copy.fill(0, Math.floor(file.length * share));
}

export function replace(file: Buffer, from: string, to: string): Buffer {
  return Buffer.from(file.toString('latin1').replace(from, to), 'latin1');
}
