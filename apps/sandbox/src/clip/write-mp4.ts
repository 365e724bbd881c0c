import type { H264Encoder } from './encode-h264.ts';

/** Everything an MP4 file needs to know about its one video track. */
export interface VideoTrack {
  readonly width: number;
  readonly height: number;
  readonly framesPerSecond: number;
  readonly parameters: Pick<H264Encoder, 'sequenceParameters' | 'pictureParameters'>;
  /** One network unit per frame; only the first is a key frame. */
  readonly frames: readonly Uint8Array[];
}

const MATRIX = [0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000];
const TICKS_PER_FRAME = 1000;

/** Writes an MP4 whose index stands before the pictures; its duration is exactly frames / framesPerSecond. */
export function writeMp4(track: VideoTrack): Buffer {
  const head = box('ftyp', 'isom', words(0x200), 'isom', 'iso2', 'avc1', 'mp41');
  const length = writeMovie(track, 0).length;
  const movie = writeMovie(track, head.length + length + 8);
  const samples = track.frames.flatMap((frame) => [words(frame.length), frame]);
  return Buffer.concat([head, movie, box('mdat', ...samples)]);
}

function writeMovie(track: VideoTrack, firstSampleOffset: number): Buffer {
  const scale = track.framesPerSecond * TICKS_PER_FRAME;
  const duration = track.frames.length * TICKS_PER_FRAME;
  return box(
    'moov',
    box('mvhd', words(0, 0, 0, scale, duration, 0x10000, 0x1000000, 0, 0, ...MATRIX, 0, 0, 0, 0, 0, 0, 2)),
    box(
      'trak',
      box(
        'tkhd',
        words(3, 0, 0, 1, 0, duration, 0, 0, 0, 0, ...MATRIX, track.width * 0x10000, track.height * 0x10000),
      ),
      box(
        'mdia',
        box('mdhd', words(0, 0, 0, scale, duration, 0x55c40000)), // language "und"
        box('hdlr', words(0, 0), 'vide', words(0, 0, 0), 'sandbox\0'),
        box(
          'minf',
          box('vmhd', words(1, 0, 0)),
          box('dinf', box('dref', words(0, 1), box('url ', words(1)))),
          writeSampleTable(track, firstSampleOffset),
        ),
      ),
    ),
  );
}

function writeSampleTable(track: VideoTrack, firstSampleOffset: number): Buffer {
  const sizes = track.frames.map((frame) => frame.length + 4);
  return box(
    'stbl',
    box('stsd', words(0, 1), writeSampleEntry(track)),
    box('stts', words(0, 1, sizes.length, TICKS_PER_FRAME)),
    box('stss', words(0, 1, 1)),
    box('stsc', words(0, 1, 1, sizes.length, 1)),
    box('stsz', words(0, 0, sizes.length, ...sizes)),
    box('stco', words(0, 1, firstSampleOffset)),
  );
}

function writeSampleEntry(track: VideoTrack): Buffer {
  const { sequenceParameters, pictureParameters } = track.parameters;
  const configuration = box(
    'avcC',
    bytes(1),
    sequenceParameters.subarray(1, 4), // profile, constraints, level
    bytes(0xff, 0xe1, 0, sequenceParameters.length),
    sequenceParameters,
    bytes(1, 0, pictureParameters.length),
    pictureParameters,
  );
  const size = track.width * 0x10000 + track.height;
  return box(
    'avc1',
    words(0, 1, 0, 0, 0, 0, size, 0x480000, 0x480000, 0, 0x10000, 0, 0, 0, 0, 0, 0, 0),
    bytes(0, 0, 0, 24, 0xff, 0xff),
    configuration,
  );
}

function box(type: string, ...parts: readonly (Uint8Array | string)[]): Buffer {
  const content = Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : part)));
  return Buffer.concat([words(content.length + 8), Buffer.from(type), content]);
}

function words(...values: readonly number[]): Buffer {
  const buffer = Buffer.alloc(values.length * 4);
  for (const [index, value] of values.entries()) buffer.writeUInt32BE(value, index * 4);
  return buffer;
}

function bytes(...values: readonly number[]): Buffer {
  return Buffer.from(values);
}
