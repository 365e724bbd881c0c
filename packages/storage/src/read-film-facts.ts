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
import type { Mp4Facts } from './film-facts.ts';
import { Mp4Error } from './film-probe-error.ts';
import { walkBoxes, type Box } from './walk-boxes.ts';

/** An index or a frame above this size is an attack on our memory, not a film. */
const MAX_IN_MEMORY_BYTES = 64 * 1024 * 1024;
const CACHE_BYTES = 4 * 1024 * 1024;

/**
 * Reads the facts of an MP4 file and checks its structure, as `probeMp4` promises. A hostile index can make this
 * loop or fill the heap: it is only safe in a thread that may be ended.
 * @throws Mp4Error when it is no whole film; the system error when the file cannot be read
 */
export async function readMp4Facts(path: string): Promise<Mp4Facts> {
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
  if (overrun) throw new Mp4Error('cut', 'The film ends in the middle');
  const index = boxes.find((box) => box.type === 'moov');
  if (!index) throw new Mp4Error('cut', 'The film has no index: its end is missing');
  if (index.sizeBytes > MAX_IN_MEMORY_BYTES) throw new Mp4Error('foreign', 'The MP4 index is too large');
}

async function factsOf(input: Input): Promise<Mp4Facts> {
  const tracks = await input.getTracks();
  const video = await input.getPrimaryVideoTrack();
  if (!video) throw new Mp4Error('foreign', 'The MP4 file has no picture');
  for (const track of tracks) await checkLastSample(track);
  const durationSeconds = await input.computeDuration();
  if (!(durationSeconds > 0)) throw new Mp4Error('foreign', 'The film is 0 s long');
  const [width, height] = [await video.getDisplayWidth(), await video.getDisplayHeight()];
  const codec = (await video.getCodecParameterString()) ?? (await video.getCodec()) ?? 'unknown';
  return { durationSeconds, width, height, codec };
}

/**
 * A fast-start film keeps its index when it is cut: only the last sample shows that bytes are missing. Frames shown
 * early may be stored late, so the walk goes on from what is shown last to what is stored last.
 */
async function checkLastSample(track: InputTrack): Promise<void> {
  const sink = new EncodedPacketSink(track);
  let sample = await sink.getPacket(Infinity, { metadataOnly: true });
  if (!sample && track.isVideoTrack()) throw new Mp4Error('foreign', 'The film has no frames');
  let readSample = (): Promise<EncodedPacket | null> => sink.getPacket(Infinity);
  while (sample) {
    if (sample.byteLength > MAX_IN_MEMORY_BYTES) throw new Mp4Error('foreign', 'A frame is too large');
    if (!(await readSample())) throw new Mp4Error('cut', 'The last frame of the film is missing');
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
