export interface Mp4Facts {
  durationSeconds: number;
  hasVideo: boolean;
}

interface Box {
  type: string;
  content: Buffer;
}

/** Basic facts of an MP4. @throws Error naming the missing part of an incomplete one */
export function readMp4(bytes: Buffer): Mp4Facts {
  const boxes = readBoxes(bytes);
  if (boxes[0]?.type !== 'ftyp') throw new Error('it does not begin with ftyp');
  const movie = need(boxes, 'moov');
  if (need(boxes, 'mdat').content.length === 0) throw new Error('mdat is empty');
  const inside = readBoxes(movie.content);
  return {
    durationSeconds: readDuration(need(inside, 'mvhd').content),
    hasVideo: inside.some(({ type, content }) => type === 'trak' && content.includes('vide')),
  };
}

function need(boxes: readonly Box[], type: string): Box {
  const box = boxes.find((one) => one.type === type);
  if (box === undefined) throw new Error(`it has no ${type}`);
  return box;
}

/** Consecutive boxes. @throws Error for a box beyond the end */
function readBoxes(bytes: Buffer): Box[] {
  const boxes: Box[] = [];
  for (let at = 0; at < bytes.length;) {
    if (at + 8 > bytes.length) throw new Error('it ends inside the head of a box');
    const size = bytes.readUInt32BE(at);
    const type = bytes.toString('latin1', at + 4, at + 8);
    const end = size === 0 ? bytes.length : at + size;
    if (end < at + 8 || end > bytes.length) throw new Error(`its ${type} is cut off`);
    boxes.push({ type, content: bytes.subarray(at + 8, end) });
    at = end;
  }
  return boxes;
}

/** Version 0 has 32-bit times, version 1 has 64-bit ones. */
function readDuration(header: Buffer): number {
  const wide = header.readUInt8(0) === 1;
  const timescale = header.readUInt32BE(wide ? 20 : 12);
  const duration = wide ? Number(header.readBigUInt64BE(24)) : header.readUInt32BE(16);
  return timescale === 0 ? 0 : duration / timescale;
}
