/** Renders of one length or between two, so many at a time; `scale` shortens a real run. */
export interface RequestCase {
  takes: number;
  renderMs: readonly [from: number, to: number];
  inFlight: number;
  scale: number;
}

/** What a run cost the provider, and how late it was noticed that renders were done, in ms before scaling. */
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

/** All requests of a take, of whatever kind. */
export function requestsPerTake({ takes, creates, polls, lists, account, downloads }: Figures): number {
  return Math.round(((creates + polls + lists + account + downloads) / takes) * 100) / 100;
}

/** The value below which so large a share of the values is. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return Math.round(sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0);
}
