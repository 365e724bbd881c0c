/** 64x48 pixels, the four quadrants of `quadrants.ts` as HEVC, made once by `ffmpeg -c:v libx265` (full range, BT.709). */
const HEVC = Buffer.from(
  'AAAAAUABDAH//wQIAAADAJ+oAAADAAAeugJAAAAAAUIBAQQIAAADAJ+oAAADAAAeoCCDFlurkyubgICAggAAAwACAAADADIQAAAAAUQBwXPAiQAAASgBrwR4' +
    '65kF2efoy///wvuQ+TlsJ5F7EML6EVDYEwv0x0NArdRl/sBmvYax8qg0zR3QqkEe28rNLXkQDnwbuTvDw/4d7/8t//+d9REaEY//FyKUWVGVTIHMVPIjWG8c' +
    'X8Z/++ITXqN4slvOEEApIpmE6PfDiNyhrdujB1zXFY+JN7E/pq2RYiWAjHokfCuoQQsQDCjIDK9tkUQ8zLeqsCqPumPBPAGbQu/aawh1Xrdm2S7lbM9U4A==',
  'base64',
);

const START = Buffer.from([0, 0, 1]);

export interface HeicOptions {
  readonly brand?: string;
  readonly others?: readonly string[];
  /** Size that the header claims. */
  readonly size?: readonly [number, number];
  /** Quarter turns against the clock. */
  readonly turns?: number;
  readonly icc?: Buffer;
}

/** A still HEIC picture of one item. */
export function makeHeic(options: HeicOptions = {}): Buffer {
  const [vps, sps, pps, slice] = splitUnits(HEVC) as [Buffer, Buffer, Buffer, Buffer];
  const [width, height] = options.size ?? [64, 48];
  const properties = [
    hevcConfiguration([vps, sps, pps]),
    full('ispe', uint32(width), uint32(height)),
    ...(options.icc === undefined ? [] : [box('colr', Buffer.from('prof'), options.icc)]),
    ...(options.turns === undefined ? [] : [box('irot', Buffer.from([options.turns]))]),
  ];
  const data = Buffer.concat([uint32(slice.length), slice]);
  const brands = [options.brand ?? 'heic', '\0\0\0\0', ...(options.others ?? ['mif1', 'heic'])];
  const ftyp = box('ftyp', Buffer.from(brands.join(''), 'latin1'));
  const meta = (at: number): Buffer =>
    full(
      'meta',
      full('hdlr', uint32(0), Buffer.from('pict'), Buffer.alloc(13)),
      full('pitm', uint16(1)),
      full(
        'iloc',
        Buffer.from([0x44, 0]),
        uint16(1),
        uint16(1),
        uint16(0),
        uint16(1),
        uint32(at),
        uint32(data.length),
      ),
      full('iinf', uint16(1), entry()),
      box('iprp', box('ipco', ...properties), associations(properties.length)),
    );
  const start = ftyp.length + meta(0).length + 8;
  return Buffer.concat([ftyp, meta(start), box('mdat', data)]);
}

export function box(type: string, ...parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  return Buffer.concat([uint32(body.length + 8), Buffer.from(type, 'latin1'), body]);
}

function full(type: string, ...parts: readonly Buffer[]): Buffer {
  return box(type, uint32(0), ...parts);
}

function entry(): Buffer {
  return box('infe', uint32(0x02_00_00_00), uint16(1), uint16(0), Buffer.from('hvc1\0'));
}

function associations(count: number): Buffer {
  const indexes = Array.from({ length: count }, (_, index) => 0x80 | (index + 1));
  return full('ipma', uint32(1), uint16(1), Buffer.from([count, ...indexes]));
}

function hevcConfiguration(units: readonly Buffer[]): Buffer {
  const head = Buffer.from('0104080000009fa8000000001ef000fcfdf8f800000f', 'hex');
  const arrays = units.map((unit, index) =>
    Buffer.concat([Buffer.from([0x80 | (32 + index)]), uint16(1), uint16(unit.length), unit]),
  );
  return box('hvcC', head, Buffer.from([units.length]), ...arrays);
}

/** The units between the start codes. */
function splitUnits(stream: Buffer): Buffer[] {
  const starts: number[] = [];
  for (let at = stream.indexOf(START); at !== -1; at = stream.indexOf(START, at + 3)) starts.push(at + 3);
  return starts.map((start, index) => {
    const next = starts[index + 1];
    // A start code has four bytes, or three.
    const end = next === undefined ? stream.length : next - (stream[next - 4] === 0 ? 4 : 3);
    return stream.subarray(start, end);
  });
}

function uint16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16BE(value);
  return bytes;
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}
