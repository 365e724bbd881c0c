import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { inflateSync } from 'node:zlib';

const require = createRequire(import.meta.url);

/** The parts of a TrueType font that drawing needs. */
export interface FontTables {
  readonly outlines: Buffer;
  readonly locations: Buffer;
  readonly widths: Buffer;
  readonly longLocations: boolean;
  readonly unitsPerEm: number;
  readonly descent: number;
  readonly widthCount: number;
  /** Ranges of characters: first, last, glyph of the first; sorted. */
  readonly ranges: readonly (readonly [number, number, number])[];
}

/** Reads the Unifont face (16x16 pixels, every script of the basic plane) from its package. Takes about 50 ms. */
export function readFont(): FontTables {
  const path = require.resolve('@fontsource/unifontex/files/unifontex-latin-400-normal.woff');
  const file = readFileSync(path);
  const head = readTable(file, 'head');
  const metrics = readTable(file, 'hhea');
  return {
    outlines: readTable(file, 'glyf'),
    locations: readTable(file, 'loca'),
    widths: readTable(file, 'hmtx'),
    longLocations: head.readInt16BE(50) === 1,
    unitsPerEm: head.readUInt16BE(18),
    descent: metrics.readInt16BE(6),
    widthCount: metrics.readUInt16BE(34),
    ranges: readRanges(readTable(file, 'cmap')),
  };
}

function readTable(file: Buffer, tag: string): Buffer {
  const count = file.readUInt16BE(12);
  for (let entry = 44; entry < 44 + count * 20; entry += 20) {
    if (file.toString('latin1', entry, entry + 4) !== tag) continue;
    const offset = file.readUInt32BE(entry + 4);
    const packed = file.readUInt32BE(entry + 8);
    const data = file.subarray(offset, offset + packed);
    return packed < file.readUInt32BE(entry + 12) ? inflateSync(data) : data;
  }
  throw new Error(`the font has no table "${tag}"`);
}

function readRanges(map: Buffer): FontTables['ranges'] {
  for (let entry = 4; entry < 4 + map.readUInt16BE(2) * 8; entry += 8) {
    const start = map.readUInt32BE(entry + 4);
    if (map.readUInt16BE(start) !== 12) continue;
    return Array.from({ length: map.readUInt32BE(start + 12) }, (_, index) => {
      const group = start + 16 + index * 12;
      return [map.readUInt32BE(group), map.readUInt32BE(group + 4), map.readUInt32BE(group + 8)] as const;
    });
  }
  throw new Error('the font has no table of 32-bit characters');
}
