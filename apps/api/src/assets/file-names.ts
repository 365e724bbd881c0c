import type { Entry } from 'yauzl';

/** Bit 11: the name is UTF-8. */
const IS_UTF8 = 0x800;
/** The Unicode name that some programs add; version and checksum come before it. */
const UNICODE_NAME = { id: 0x7075, skips: 5 };

type Named = Pick<Entry, 'generalPurposeBitFlag'> & {
  fileNameRaw: Uint8Array;
  extraFields: readonly { id: number; data: Uint8Array }[];
};

/** The path of a file in a ZIP, with forward slashes. */
export function decodeZipName({ fileNameRaw, generalPurposeBitFlag, extraFields }: Named): string {
  const extra = extraFields.find(({ id }) => id === UNICODE_NAME.id)?.data.subarray(UNICODE_NAME.skips);
  const isUtf8 = (generalPurposeBitFlag & IS_UTF8) !== 0;
  const told = decode('utf-8', extra ?? (isUtf8 ? fileNameRaw : new Uint8Array()));
  // Some programs for Windows write backslashes.
  return (told || decodeFileName(fileNameRaw)).replaceAll('\\', '/');
}

/** A file name whose encoding is not told: UTF-8, or the GBK of Chinese Windows. */
export function decodeFileName(bytes: Uint8Array): string {
  return decode('utf-8', bytes) ?? decode('gb18030', bytes) ?? Buffer.from(bytes).toString('latin1');
}

function decode(encoding: string, bytes: Uint8Array): string | null {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}
