const END = 0x06054b50;
const MEMBER = 0x02014b50;
const END_BYTES = 22;
const MOST_COMMENT = 65_535;
const MOST_MEMBERS = 2_000;
const MEGABYTE = 1024 * 1024;
/** Of all members together; 5,000 rows with long texts have about 5 MB. */
const MOST_UNPACKED = 64 * MEGABYTE;
/** A size that stands elsewhere: the file has more than 4 GB. */
const ELSEWHERE = 0xffffffff;

/** Why a ZIP is not unpacked: damaged, or a bomb. Null if its list of members is harmless. */
export function refuseZip(bytes: Uint8Array): { code: 'truncated' | 'too-large'; detail: string } | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = findEnd(view);
  if (end === null) return { code: 'truncated', detail: 'the spreadsheet is damaged or cut off' };
  const count = view.getUint16(end + 10, true);
  let [at, unpacked] = [view.getUint32(end + 16, true), 0];
  if (count > MOST_MEMBERS) return { code: 'too-large', detail: `the spreadsheet has ${count} parts` };
  for (let index = 0; index < count; index += 1) {
    if (at + 46 > end || view.getUint32(at, true) !== MEMBER)
      return { code: 'truncated', detail: 'the spreadsheet is damaged' };
    const [packed, size] = [view.getUint32(at + 20, true), view.getUint32(at + 24, true)];
    unpacked += size === ELSEWHERE || (size === 0 && packed > 2) ? MOST_UNPACKED + 1 : size;
    at += 46 + view.getUint16(at + 28, true) + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
  if (unpacked <= MOST_UNPACKED) return null;
  return {
    code: 'too-large',
    detail: `the spreadsheet has more than ${MOST_UNPACKED / MEGABYTE} MB unpacked`,
  };
}

function findEnd(view: DataView): number | null {
  const first = Math.max(0, view.byteLength - END_BYTES - MOST_COMMENT);
  for (let at = view.byteLength - END_BYTES; at >= first; at -= 1)
    if (view.getUint32(at, true) === END) return at;
  return null;
}
