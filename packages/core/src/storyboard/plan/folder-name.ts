import { hash } from 'node:crypto';

const MAX_BYTES = 120;
const HASH_LENGTH = 6;
const UNNAMED = 'storyboard';
/** Reserved device names of Windows, with or without an extension. */
const RESERVED = /^(?:con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(?: *\..*)?$/iu;

/**
 * A storyboard's name as a folder name valid on all file systems and object stores: at most 120 bytes, NFC. It has no
 * separators, control or direction characters, device names, nor dots or spaces at the ends. A changed name stays
 * readable and gets a piece of its hash, so that two names never collide.
 */
export function folderName(name: string): string {
  const given = name.toWellFormed().normalize('NFC').trim();
  const readable = stripEnds(
    given
      .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
      .replaceAll(/\p{C}/gu, '')
      .replaceAll(/[<>:"/\\|?*%]/gu, '_'),
  );
  const safe = RESERVED.test(readable) ? `_${readable}` : readable;
  if (safe === given && safe !== '' && name.isWellFormed() && Buffer.byteLength(safe) <= MAX_BYTES)
    return safe;
  const start = stripEnds(cutBytes(safe, MAX_BYTES - HASH_LENGTH - 1));
  return `${start || UNNAMED}-${hash('sha256', identityOf(name), 'hex').slice(0, HASH_LENGTH)}`;
}

/** Distinguish lone surrogates, which would all become the same replacement character. */
function identityOf(name: string): string {
  return name.isWellFormed() ? name.normalize('NFC').trim() : JSON.stringify(name);
}

function stripEnds(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && ' .-~'.includes(text.charAt(start))) start += 1;
  while (end > start && ' .'.includes(text.charAt(end - 1))) end -= 1;
  return text.slice(start, end);
}

function cutBytes(text: string, maxBytes: number): string {
  let cut = '';
  let bytes = 0;
  for (const character of text) {
    bytes += Buffer.byteLength(character);
    if (bytes > maxBytes) break;
    cut += character;
  }
  return cut;
}
