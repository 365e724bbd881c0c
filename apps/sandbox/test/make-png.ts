import { crc32, deflateSync } from 'node:zlib';

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const SIDE = 32;
/** Both sides, 8 bits, RGB, no interlace. */
const HEAD = Buffer.from([0, 0, 0, SIDE, 0, 0, 0, SIDE, 8, 2, 0, 0, 0]);

/** A small PNG of one colour. */
export function makePng(...colour: readonly [number, number, number]): Buffer {
  const row = [0, ...Array.from({ length: SIDE }, () => colour).flat()];
  const data = deflateSync(Buffer.from(Array.from({ length: SIDE }, () => row).flat()));
  return Buffer.concat([SIGNATURE, chunk('IHDR', HEAD), chunk('IDAT', data), chunk('IEND', Buffer.alloc(0))]);
}

export const toUri = (png: Buffer): string => `data:image/png;base64,${png.toString('base64')}`;

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
}
