import { BitWriter } from './bit-writer.ts';
import { COEFFICIENTS, encodeMacroblock } from './encode-macroblock.ts';
import type { Picture } from './picture.ts';

const FRAME_NUMBER_BITS = 8;
const INTRA_TYPES_IN_P_SLICE = 5;

/** Encodes pictures of one size losslessly as constrained-baseline H.264, without any outside encoder. */
export class H264Encoder {
  readonly sequenceParameters: Uint8Array;
  readonly pictureParameters: Uint8Array;
  #frameNumber = 0;

  constructor(picture: Picture) {
    this.sequenceParameters = writeSequenceParameters(picture);
    this.pictureParameters = writePictureParameters();
  }

  /** Encodes a whole picture as a key frame and returns its network unit. */
  encodeKeyFrame(picture: Picture): Uint8Array {
    this.#frameNumber = 0;
    const writer = new BitWriter();
    writeSliceHeader(writer, 7, 0);
    encodeRows(writer, picture, () => true);
    return toUnit(0x65, writer.finish());
  }

  /**
   * Encodes a picture that differs from the previous one only in the macroblock rows from `first` to `last`. Those
   * rows are sent again; the rest is skipped.
   */
  encodeChange(picture: Picture, first: number, last: number): Uint8Array {
    this.#frameNumber = (this.#frameNumber + 1) % 2 ** FRAME_NUMBER_BITS;
    const writer = new BitWriter();
    writeSliceHeader(writer, 5, this.#frameNumber);
    encodeRows(writer, picture, (row) => row >= first && row <= last, INTRA_TYPES_IN_P_SLICE);
    return toUnit(0x41, writer.finish());
  }
}

/** A `typeOffset` marks a P slice: there, runs of skipped macroblocks are counted before each coded one. */
function encodeRows(
  writer: BitWriter,
  picture: Picture,
  isCoded: (row: number) => boolean,
  typeOffset?: number,
): void {
  const counts = new Uint8Array(picture.columns * picture.rows).fill(COEFFICIENTS.none);
  let skipped = 0;
  for (let index = 0; index < counts.length; index++) {
    const row = Math.floor(index / picture.columns);
    const column = index % picture.columns;
    if (!isCoded(row)) {
      skipped++;
      continue;
    }
    if (typeOffset !== undefined) writer.writeUnsigned(skipped);
    skipped = 0;
    const left = column > 0 ? counts[index - 1] : undefined;
    const above = row > 0 ? counts[index - picture.columns] : undefined;
    const position = { column, row, typeOffset: typeOffset ?? 0 };
    counts[index] = encodeMacroblock(writer, picture, position, { left, above });
  }
  if (skipped > 0) writer.writeUnsigned(skipped);
}

function writeSliceHeader(writer: BitWriter, sliceType: 5 | 7, frameNumber: number): void {
  writer.writeUnsigned(0); // first macroblock
  writer.writeUnsigned(sliceType);
  writer.writeUnsigned(0); // picture parameter set
  writer.writeBits(frameNumber, FRAME_NUMBER_BITS);
  if (sliceType === 7) {
    writer.writeUnsigned(0); // key picture id
    writer.writeBits(0, 2); // keep earlier output, no long-term reference
  } else {
    writer.writeBits(0, 3); // default reference count, order and marking
  }
  writer.writeUnsigned(0); // quantiser change
  writer.writeUnsigned(1); // no deblocking: what we send is exact already
}

function writeSequenceParameters(picture: Picture): Uint8Array {
  const writer = new BitWriter();
  writer.writeBits(66, 8); // baseline
  writer.writeBits(0xc0, 8); // constrained
  writer.writeBits(30, 8); // level 3.0
  writer.writeUnsigned(0);
  writer.writeUnsigned(FRAME_NUMBER_BITS - 4);
  writer.writeUnsigned(2); // output order is decoding order
  writer.writeUnsigned(1); // one reference frame
  writer.writeBits(0, 1);
  writer.writeUnsigned(picture.columns - 1);
  writer.writeUnsigned(picture.rows - 1);
  writer.writeBits(0b11, 2); // frames only, direct 8x8
  writer.writeBits(1, 1); // the padding is cropped, counted in pairs of pixels
  writer.writeUnsigned(0);
  writer.writeUnsigned((picture.columns * 16 - picture.width) / 2);
  writer.writeUnsigned(0);
  writer.writeUnsigned((picture.rows * 16 - picture.height) / 2);
  writer.writeBits(0, 1);
  return toUnit(0x67, writer.finish());
}

function writePictureParameters(): Uint8Array {
  const writer = new BitWriter();
  writer.writeUnsigned(0);
  writer.writeUnsigned(0);
  writer.writeBits(0, 2); // variable-length codes, no field order
  writer.writeUnsigned(0); // one slice group
  writer.writeUnsigned(0);
  writer.writeUnsigned(0);
  writer.writeBits(0, 3); // no weighted prediction
  writer.writeUnsigned(0);
  writer.writeUnsigned(0);
  writer.writeUnsigned(0);
  writer.writeBits(0b100, 3); // deblocking is told per slice
  return toUnit(0x68, writer.finish());
}

/** Puts the unit's type before the payload and breaks up byte runs that would look like a start code. */
function toUnit(header: number, payload: Uint8Array): Uint8Array {
  const unit = new Uint8Array(1 + Math.ceil(payload.length * 1.5));
  let length = 0;
  let zeros = 0;
  unit[length++] = header;
  for (const byte of payload) {
    if (zeros >= 2 && byte <= 3) {
      unit[length++] = 3;
      zeros = 0;
    }
    unit[length++] = byte;
    zeros = byte === 0 ? zeros + 1 : 0;
  }
  return unit.slice(0, length);
}
