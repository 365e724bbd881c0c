import type { SqlValue, Statement } from '../sql/procedure.ts';

/** Statements differ only in the number of values, so the cache stays small; the bound is a safeguard. */
const KNOWN_MAX = 2_000;
const known = new Map<string, string>();

/** Converts a statement for PostgreSQL: numbered parameters, and its row lock. */
export function toPostgres({ text, lock }: Statement): string {
  const numbered = known.get(text) ?? remember(text, numberMarks(text));
  return lock === undefined ? numbered : `${numbered} for update of ${lock}`;
}

/** Replaces each `?` outside of quotes and comments by `$1`, `$2`, …; a literal `?` is not supported. */
export function numberMarks(text: string): string {
  let count = 0;
  // Quoted text and comments match as a whole; a doubled quote is another quoted text.
  return text.replace(/'[^']*'|"[^"]*"|--[^\n]*|\/\*[\s\S]*?\*\/|\?/g, (piece) =>
    piece === '?' ? `$${(count += 1)}` : piece,
  );
}

/** PostgreSQL refuses a text with the character 0, which JSON and SQLite allow: people and providers send anything. */
export function toText(value: SqlValue): SqlValue {
  return typeof value === 'string' ? value.replaceAll('\0', '\uFFFD') : value;
}

/** Quotes an identifier for PostgreSQL, whatever it contains. */
export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

function remember(text: string, numbered: string): string {
  if (known.size >= KNOWN_MAX) known.clear();
  known.set(text, numbered);
  return numbered;
}
