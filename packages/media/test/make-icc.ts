/** A matrix profile of ICC version 2: three primaries seen under D50, and one gamma. */
function makeIcc(name: string, primaries: readonly Xyz[], gamma: number): Buffer {
  const [red, green, blue] = primaries.map(xyz) as [Buffer, Buffer, Buffer];
  const curve = Buffer.concat([signature('curv'), uint32(1), uint16(Math.round(gamma * 256)), uint16(0)]);
  const tags: readonly (readonly [string, Buffer])[] = [
    ['desc', describe(name)],
    ['cprt', Buffer.concat([signature('text'), Buffer.from('none\0\0\0\0')])],
    ['wtpt', xyz([0.9642, 1, 0.8249])],
    ['rXYZ', red],
    ['gXYZ', green],
    ['bXYZ', blue],
    ['rTRC', curve],
    ['gTRC', curve],
    ['bTRC', curve],
  ];
  let at = 128 + 4 + tags.length * 12;
  const directory = tags.map(([tag, data]) => {
    const entry = Buffer.concat([Buffer.from(tag), uint32(at), uint32(data.length)]);
    at += data.length;
    return entry;
  });
  return Buffer.concat([head(at), uint32(tags.length), ...directory, ...tags.map(([, data]) => data)]);
}

type Xyz = readonly [number, number, number];

export const ADOBE_RGB = makeIcc(
  'Adobe RGB (1998)',
  [
    [0.60974, 0.31111, 0.01947],
    [0.20528, 0.62567, 0.06087],
    [0.14919, 0.06322, 0.74457],
  ],
  2.2,
);

function head(size: number): Buffer {
  const bytes = Buffer.alloc(128);
  bytes.writeUInt32BE(size);
  bytes.writeUInt32BE(0x02_10_00_00, 8);
  bytes.write('mntrRGB XYZ ', 12);
  bytes.write('acsp', 36);
  xyz([0.9642, 1, 0.8249]).copy(bytes, 68, 8);
  return bytes;
}

function describe(name: string): Buffer {
  const text = Buffer.from(`${name}\0`);
  const body = Buffer.concat([signature('desc'), uint32(text.length), text, Buffer.alloc(78)]);
  return Buffer.concat([body, Buffer.alloc((4 - (body.length % 4)) % 4)]);
}

function xyz(values: Xyz): Buffer {
  return Buffer.concat([signature('XYZ '), ...values.map((value) => uint32(Math.round(value * 65_536)))]);
}

function signature(type: string): Buffer {
  return Buffer.concat([Buffer.from(type), uint32(0)]);
}

function uint16(value: number): Buffer {
  return Buffer.from([value >> 8, value & 0xff]);
}

function uint32(value: number): Buffer {
  return Buffer.from([value >>> 24, (value >> 16) & 0xff, (value >> 8) & 0xff, value & 0xff]);
}
