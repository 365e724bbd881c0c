import type { Statement } from '../sql/procedure.ts';

/** Texts differ by the number of their values only, so few are known; the bound is for safety. */
const KNOWN_MAX = 2_000;
const known = new Map<string, string>();

/** The text of a statement as PostgreSQL takes it: `$1` for the first `?`, and the lock it asks for. */
export function toPostgres({ text, lock }: Statement): string {
  const numbered = known.get(text) ?? remember(text, numberMarks(text));
  return lock === undefined ? numbered : `${numbered} for update of ${lock}`;
}

/** Replaces each `?` outside of quotes and comments by `$1`, `$2`, …; there is no way to write a bare `?`. */
export function numberMarks(text: string): string {
  let count = 0;
  // Quoted text and comments are taken as a whole; a doubled quote is just another quoted text.
  return text.replace(/'[^']*'|"[^"]*"|--[^\n]*|\/\*[\s\S]*?\*\/|\?/g, (piece) =>
    piece === '?' ? `$${(count += 1)}` : piece,
  );
}

/** A name as PostgreSQL takes it literally, whatever it contains. */
export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

function remember(text: string, numbered: string): string {
  if (known.size >= KNOWN_MAX) known.clear();
  known.set(text, numbered);
  return numbered;
}
