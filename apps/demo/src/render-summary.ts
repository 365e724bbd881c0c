import type { Bill } from './bill/bill.ts';
import { countFaults, type Verdict } from './bill/judge-bill.ts';
import { formatBytes, formatCents } from './clips/format-amounts.ts';
import type { NamedTake } from './clips/read-takes.ts';
import { costOf } from './clips/render-takes.ts';
import type { Catalogue } from './locales/catalogue.ts';

export interface Summary {
  bill: Bill;
  verdict: Verdict;
  takes: readonly NamedTake[];
  limit: number;
  texts: Catalogue;
}

/** Summary of the sandbox's bill in a few lines. */
export function renderSummary({ bill, verdict, takes, limit, texts }: Summary): string[] {
  const { result } = texts;
  const clips = takes.flatMap(({ clip }) => (clip === undefined ? [] : [clip]));
  const sizeBytes = clips.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const faults = [...countFaults(bill)].map(([name, count]) => `${name} ${count}`);
  const reused = takes.filter(({ state }) => state === 'reused').length;
  const { downloads } = bill.requests;
  const { accepted, refused } = bill.creates;
  return [
    result.creates(accepted, refused),
    ...(verdict.paidPerTake === undefined ? [] : [result.paidPerTake(verdict.paidPerTake.toFixed(2))]),
    result.cost(formatCents(takes.reduce((sum, take) => sum + costOf(take), 0))),
    ...(reused === 0 ? [] : [result.reused(reused)]),
    result.maxInFlight(bill.maxInFlight, limit),
    ...(faults.length === 0 ? [] : [`${result.faultsSeen}: ${faults.join(', ')}`]),
    ...(downloads <= clips.length ? [] : [result.downloads(downloads, clips.length)]),
    result.clipsChecked(clips.length, formatBytes(sizeBytes)),
  ].map((line) => `  ${line.replaceAll('\n', '\n  ')}`);
}
