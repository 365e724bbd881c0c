import type { Bill } from './bill/bill.ts';
import { countFaults, type Verdict } from './bill/judge-bill.ts';
import { formatBytes, formatCents } from './films/format-amounts.ts';
import type { NamedTake } from './films/read-takes.ts';
import type { Catalogue } from './locales/catalogue.ts';

export interface Summary {
  bill: Bill;
  verdict: Verdict;
  takes: readonly NamedTake[];
  limit: number;
  texts: Catalogue;
}

/** What the sandbox's own bill says, in a few lines: the figures this demo is about. */
export function renderSummary({ bill, verdict, takes, limit, texts }: Summary): string[] {
  const { result } = texts;
  const films = takes.flatMap(({ film }) => (film === undefined ? [] : [film]));
  const sizeBytes = films.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const faults = [...countFaults(bill)].map(([name, count]) => `${name} ${count}`);
  const skipped = takes.filter(({ state }) => state === 'skipped').length;
  const { downloads } = bill.requests;
  const { accepted, refused, chargedCents } = bill.creates;
  return [
    result.creates(accepted, refused),
    ...(verdict.paidPerTake === undefined ? [] : [result.paidPerTake(verdict.paidPerTake.toFixed(2))]),
    result.charged(formatCents(chargedCents)),
    ...(skipped === 0 ? [] : [result.skipped(skipped)]),
    result.maxInFlight(bill.maxInFlight, limit),
    ...(faults.length === 0 ? [] : [`${result.faultsSeen}: ${faults.join(', ')}`]),
    ...(downloads <= films.length ? [] : [result.downloads(downloads, films.length)]),
    result.filmsChecked(films.length, formatBytes(sizeBytes)),
  ].map((line) => `  ${line.replaceAll('\n', '\n  ')}`);
}
