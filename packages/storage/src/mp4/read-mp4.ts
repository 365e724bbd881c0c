import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import {
  CustomSource,
  EncodedPacketSink,
  Input,
  MP4,
  QTFF,
  type EncodedPacket,
  type InputTrack,
} from 'mediabunny';
import { Mp4Error, type Mp4Facts } from './mp4-facts.ts';

/** One box at the top level of the file. */
interface Box {
  type: string;
  startBytes: number;
  sizeBytes: number;
}

/** Reads exactly `length` bytes; only asked for bytes inside the file. */
type ReadBytes = (position: number, length: number) => Promise<Buffer>;

/** A larger index or frame is an attack on our memory. */
const MAX_IN_MEMORY_BYTES = 64 * 1024 * 1024;
const CACHE_BYTES = 4 * 1024 * 1024;
const HEADER_BYTES = 8;
const LONG_HEADER_BYTES = 16;

/**
 * Reads the facts of an MP4 and checks its structure. Run it in a process that may be killed.
 * @throws Mp4Error for an incomplete video; system errors
 */
export async function readMp4(path: string): Promise<Mp4Facts> {
  await using file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW);
  const { size: fileBytes } = await file.stat();
  checkBoxes(await walkBoxes((position, length) => readAt(file, position, length), fileBytes), fileBytes);

  let readFailure: Error | undefined;
  const source = new CustomSource({
    getSize: () => fileBytes,
    read: async (start, end) =>
      readAt(file, start, end - start).catch((error: Error) => {
        readFailure = error;
        throw error;
      }),
    maxCacheSize: CACHE_BYTES,
    prefetchProfile: 'fileSystem',
  });
  using input = new Input({ formats: [MP4, QTFF], source });
  try {
    return await factsOf(input);
  } catch (error) {
    if (readFailure) throw readFailure;
    if (error instanceof Mp4Error) throw error;
    throw new Mp4Error('foreign', 'The MP4 index cannot be read', { cause: error });
  }
}

function checkBoxes(boxes: readonly Box[], fileBytes: number): void {
  if (boxes[0]?.type !== 'ftyp') throw new Mp4Error('foreign', 'The bytes are no MP4 file');
  const overrun = boxes.find((box) => box.startBytes + box.sizeBytes > fileBytes);
  if (overrun) throw new Mp4Error('cut', 'The video ends in the middle');
  const index = boxes.find((box) => box.type === 'moov');
  if (!index) throw new Mp4Error('cut', 'The video has no index: its end is missing');
  if (index.sizeBytes > MAX_IN_MEMORY_BYTES) throw new Mp4Error('foreign', 'The MP4 index is too large');
}

async function factsOf(input: Input): Promise<Mp4Facts> {
  const tracks = await input.getTracks();
  const video = await input.getPrimaryVideoTrack();
  if (!video) throw new Mp4Error('foreign', 'The MP4 file has no picture');
  for (const track of tracks) await checkLastSample(track);
  const durationSeconds = await input.computeDuration();
  if (!(durationSeconds > 0)) throw new Mp4Error('foreign', 'The video is 0 s long');
  const [width, height] = [await video.getDisplayWidth(), await video.getDisplayHeight()];
  const codec = (await video.getCodecParameterString()) ?? (await video.getCodec()) ?? 'unknown';
  return { durationSeconds, width, height, codec };
}

/**
 * Finds missing bytes of a fast-start file, whose index survives a cut.
 * Walks from the sample shown last to the one stored last.
 */
async function checkLastSample(track: InputTrack): Promise<void> {
  const sink = new EncodedPacketSink(track);
  let sample = await sink.getPacket(Infinity, { metadataOnly: true });
  if (!sample && track.isVideoTrack()) throw new Mp4Error('foreign', 'The video has no frames');
  let readSample = (): Promise<EncodedPacket | null> => sink.getPacket(Infinity);
  while (sample) {
    if (sample.byteLength > MAX_IN_MEMORY_BYTES) throw new Mp4Error('foreign', 'A frame is too large');
    if (!(await readSample())) throw new Mp4Error('cut', 'The last frame of the video is missing');
    const previous: EncodedPacket = sample;
    sample = await sink.getNextPacket(previous, { metadataOnly: true });
    readSample = () => sink.getNextPacket(previous);
  }
}

async function readAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await file.read(buffer, filled, length - filled, position + filled);
    if (bytesRead === 0) throw new Error('The file became shorter while it was read');
    filled += bytesRead;
  }
  return buffer;
}

/**
 * Lists the top-level boxes. A last box beyond the end shows a cut file; an impossible size ends the list.
 * Ignores a few stray bytes behind the last box.
 */
async function walkBoxes(readBytes: ReadBytes, fileBytes: number): Promise<Box[]> {
  const boxes: Box[] = [];
  let position = 0;
  while (position + HEADER_BYTES <= fileBytes) {
    const header = await readBytes(position, Math.min(LONG_HEADER_BYTES, fileBytes - position));
    const sizeBytes = sizeOfBox(header, fileBytes - position);
    if (sizeBytes === null) return boxes;
    boxes.push({ type: header.toString('latin1', 4, 8), startBytes: position, sizeBytes });
    position += sizeBytes;
  }
  return boxes;
}

function sizeOfBox(header: Buffer, remainingBytes: number): number | null {
  const size = header.readUInt32BE(0);
  if (size === 0) return remainingBytes;
  if (size !== 1) return size < HEADER_BYTES ? null : size;
  if (header.length < LONG_HEADER_BYTES) return remainingBytes + 1;
  const longSize = Number(header.readBigUInt64BE(HEADER_BYTES));
  return longSize < LONG_HEADER_BYTES ? null : longSize;
}
