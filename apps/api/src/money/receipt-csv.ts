import type { Receipt, ReceiptLine } from '@cineflow/contracts';

const COLUMNS: readonly [name: string, of: (line: ReceiptLine) => string | number | undefined][] = [
  ['take_id', ({ takeId }) => takeId],
  ['segment_index', ({ segmentIndex }) => segmentIndex],
  ['take_number', ({ takeNumber }) => takeNumber],
  ['state', ({ state }) => state],
  ['attempts', ({ attempts }) => attempts],
  ['operations', ({ operations }) => operations.map(({ operationId }) => operationId).join(' ')],
  ['reserved_cents', ({ reservedCents }) => reservedCents],
  ['charged_cents', ({ chargedCents }) => chargedCents],
  ['file', ({ file }) => file],
  ['sha256', ({ sha256 }) => sha256],
  ['size_bytes', ({ sizeBytes }) => sizeBytes],
  ['failure', ({ failure }) => failure],
  ['created_at', ({ createdAt }) => createdAt],
  ['submitted_at', ({ submittedAt }) => submittedAt],
  ['finished_at', ({ finishedAt }) => finishedAt],
  ['provider', ({ providerId }) => providerId],
];

/** A receipt as CSV (RFC 4180), one line per take, safe from formula injection. */
export function receiptCsv({ lines }: Receipt): string {
  const rows = lines.map((line) => COLUMNS.map(([, of]) => cell(of(line))));
  return [COLUMNS.map(([name]) => name), ...rows].map((row) => `${row.join(',')}\r\n`).join('');
}

function cell(value: string | number | undefined): string {
  if (value === undefined) return '';
  if (typeof value === 'number') return String(value);
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
