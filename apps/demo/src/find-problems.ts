import type { Bill } from './bill/bill.ts';
import type { Verdict } from './bill/judge-bill.ts';
import type { NamedTake } from './clips/read-takes.ts';
import type { Catalogue } from './locales/catalogue.ts';

export interface Findings {
  bill: Bill;
  verdict: Verdict;
  takes: readonly NamedTake[];
  /** Problems of clips, by take. */
  wrongClips: ReadonlyMap<NamedTake, string>;
  limit: number;
  texts: Catalogue;
}

/** Broken promises of CineFlow in this run, one sentence each; empty if none. */
export function findProblems({ bill, verdict, takes, wrongClips, limit, texts }: Findings): string[] {
  const { result, states } = texts;
  const undone = takes.filter(({ state }) => state !== 'completed' && state !== 'reused');
  const strays = verdict.strays.map(({ operationId, createFault }) =>
    createFault === null ? operationId : `${operationId} (${createFault})`,
  );
  return [
    ...undone.map(
      (take) => `${nameOf(take)}: ${result.notDone} (${[states[take.state], ...whyOf(take)].join(', ')})`,
    ),
    ...(strays.length > 0 ? [`${result.paidForNothing}: ${strays.join(', ')}`] : []),
    ...verdict.unknown.map((take) => `${take.takeId}: ${result.notOnBill}`),
    ...(bill.maxInFlight > limit ? [result.overLimit(bill.maxInFlight, limit)] : []),
    ...[...wrongClips].map(([take, why]) => `${take.clip?.key ?? nameOf(take)}: ${result.clipWrong}: ${why}`),
  ];
}

function nameOf({ storyboardName, segmentIndex, takeNumber }: NamedTake): string {
  return `${storyboardName} ${segmentIndex}/${takeNumber}`;
}

function whyOf({ failure, waitReason, waitDetail }: NamedTake): string[] {
  const why = failure === undefined ? [waitReason, waitDetail] : [failure.reason, failure.message];
  return why.filter((part) => part !== undefined);
}
