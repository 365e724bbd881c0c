/** Renders of one length or a range, with a limit in flight; `scale` shortens a real run. */
export interface RequestCase {
  takes: number;
  renderMs: readonly [from: number, to: number];
  inFlight: number;
  scale: number;
}

/** Requests to the provider, and delays until ended renders were noticed, in unscaled ms. */
export interface Figures {
  how: string;
  takes: number;
  renderMs: string;
  inFlight: number;
  creates: number;
  polls: number;
  lists: number;
  account: number;
  downloads: number;
  delayP50Ms: number;
  delayP90Ms: number;
}

/** All requests per take. */
export function requestsPerTake({ takes, creates, polls, lists, account, downloads }: Figures): number {
  return Math.round(((creates + polls + lists + account + downloads) / takes) * 100) / 100;
}

/** Percentile: the value below which this share of the values lies. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return Math.round(sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0);
}
