import type { Bill } from './bill/bill.ts';
import type { Verdict } from './bill/judge-bill.ts';
import type { NamedTake } from './films/read-takes.ts';
import type { Catalogue } from './locales/catalogue.ts';

export interface Findings {
  bill: Bill;
  verdict: Verdict;
  takes: readonly NamedTake[];
  /** What is wrong with a film, by its take. */
  wrongFilms: ReadonlyMap<NamedTake, string>;
  limit: number;
  texts: Catalogue;
}

/** Everything in which the run differs from what CineFlow promises, one sentence each; empty where all is well. */
export function findProblems({ bill, verdict, takes, wrongFilms, limit, texts }: Findings): string[] {
  const { result, states } = texts;
  const undone = takes.filter(({ state }) => state !== 'completed' && state !== 'skipped');
  const strays = verdict.strays.map(({ operationId, createFault }) =>
    createFault === null ? operationId : `${operationId} (${createFault})`,
  );
  return [
    ...undone.map(
      (take) => `${nameOf(take)}: ${result.notDone} (${[states[take.state], ...whyOf(take)].join(', ')})`,
    ),
    ...(strays.length > 0 ? [`${result.paidForNothing}: ${strays.join(', ')}`] : []),
    ...verdict.unknown.map((take) => `${take.id}: ${result.notOnBill}`),
    ...(bill.maxInFlight > limit ? [result.overLimit(bill.maxInFlight, limit)] : []),
    ...[...wrongFilms].map(([take, why]) => `${take.film?.key ?? nameOf(take)}: ${result.filmWrong}: ${why}`),
  ];
}

function nameOf({ storyboardName, segmentIndex, take }: NamedTake): string {
  return `${storyboardName} ${segmentIndex}/${take}`;
}

function whyOf({ failure, waitReason, waitDetail }: NamedTake): string[] {
  const why = failure === undefined ? [waitReason, waitDetail] : [failure.reason, failure.message];
  return why.filter((part) => part !== undefined);
}
