import { crc32, deflateSync } from 'node:zlib';

/** Bytes before the first chunk that a profile may follow: signature and IHDR. */
const AFTER_HEADER = 33;

/** Gives a PNG without a colour profile one, which the picture library cannot do for raw pixels. */
export function attachProfile(png: Buffer, profile: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from('iCCPicc\0\0', 'latin1'), deflateSync(profile)]);
  const chunk = Buffer.alloc(body.length + 8);
  chunk.writeUInt32BE(body.length - 4);
  body.copy(chunk, 4);
  chunk.writeUInt32BE(crc32(body), body.length + 4);
  return Buffer.concat([png.subarray(0, AFTER_HEADER), chunk, png.subarray(AFTER_HEADER)]);
}
