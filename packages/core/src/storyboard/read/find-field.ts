import type { FieldRow, Level } from './field-row.ts';
import { FIELD_TABLE } from './field-table.ts';

/** Longer than any known name. */
const MAX_NAME_LENGTH = 64;

/** Names that are notes by their form: private ones, ids, references, totals. */
const NOTE_FORMS = [
  /^(?:[_$#]|\/\/|x[-_])/u,
  /(?:^|_)(?:ids?|refs?|uuid)$/iu,
  /[a-z](?:Ids?|Refs?)$/u,
  /^(?:total|estimated)_/iu,
];

const exact = new Map<string, FieldRow>();
const loose = new Map<string, FieldRow>();
for (const row of FIELD_TABLE) {
  for (const [level, name] of row.at.flatMap((level) => row.names.map((name) => [level, name] as const))) {
    addFirst(exact, `${level} ${name}`, row);
    if (row.role !== 'own') addFirst(loose, `${level} ${plainName(name)}`, row);
  }
}

/** What was looked for lately: shots have the same names again and again. */
const known = new Map<string, FieldRow | null>();
const MOST_KNOWN = 10_000;

/** The row of a field; null for an unknown name. */
export function findField(level: Level, name: string): FieldRow | null {
  if (name.length > MAX_NAME_LENGTH) return null;
  const key = `${level} ${name}`;
  const before = known.get(key);
  if (before !== undefined) return before;
  const found = lookFor(level, name);
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(key, found);
  return found;
}

function lookFor(level: Level, name: string): FieldRow | null {
  const row = exact.get(`${level} ${name}`) ?? loose.get(`${level} ${plainName(name)}`);
  if (row !== undefined) return row;
  return NOTE_FORMS.some((form) => form.test(name)) ? { role: 'note', at: [level], names: [name] } : null;
}

function addFirst(rows: Map<string, FieldRow>, key: string, row: FieldRow): void {
  if (!rows.has(key)) rows.set(key, row);
}

/** Normal form: `aspectRatio`, `Aspect-Ratio` and `aspect_ratio` are one name, as are full-width forms. */
export function plainName(name: string): string {
  return name
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[\s_-]/gu, '');
}
