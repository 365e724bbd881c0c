import { customAlphabet } from 'nanoid';

const random = customAlphabet('0123456789abcdefghijklmnopqrstuvwxyz', 12);

/** A new id, safe in addresses, keys and file names, even on case-insensitive systems. */
export function newStoryboardId(): string {
  return `sb_${random()}`;
}
