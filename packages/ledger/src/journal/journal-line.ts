import { crc32 } from 'node:zlib';
import type { JournalEntry } from './journal-entry.ts';

/** An entry as one line with its checksum, the line end included. */
export function toLine(entry: JournalEntry): string {
  const text = JSON.stringify(entry);
  return `${checksum(text)} ${text}\n`;
}

/** The entry of a line without its end; null for a line that was torn or altered. */
export function fromLine(line: string): JournalEntry | null {
  const text = line.slice(9);
  if (line[8] !== ' ' || line.slice(0, 8) !== checksum(text)) return null;
  return JSON.parse(text) as JournalEntry;
}

function checksum(text: string): string {
  return crc32(text).toString(16).padStart(8, '0');
}
