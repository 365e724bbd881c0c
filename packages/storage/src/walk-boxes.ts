/** One box at the top level of an MP4 file. */
export interface Box {
  type: string;
  startBytes: number;
  sizeBytes: number;
}

/** Reads exactly `length` bytes at `position`; the walk asks only for bytes inside the file. */
export type ReadBytes = (position: number, length: number) => Promise<Buffer>;

const HEADER_BYTES = 8;
const LONG_HEADER_BYTES = 16;

/**
 * Lists the top-level boxes of an MP4 file. A last box may claim more bytes than the file has: then the file is cut.
 * A few bytes too short for a header behind the last box are ignored; a size that cannot be true ends the list.
 */
export async function walkBoxes(readBytes: ReadBytes, fileBytes: number): Promise<Box[]> {
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
