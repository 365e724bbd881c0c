import { customAlphabet } from 'nanoid';

const random = customAlphabet('0123456789abcdefghijklmnopqrstuvwxyz', 12);

/** A new id: safe in addresses, keys and file names, on systems that do not tell case apart too. */
export function newStoryboardId(): string {
  return `sb_${random()}`;
}
