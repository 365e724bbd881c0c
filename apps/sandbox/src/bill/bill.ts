const SAMPLE_LIMIT = 100_000;

/** Counts everything that happened at the provider; the operations themselves are kept by their store. */
export class Bill {
  startedAt = Date.now();
  received = 0;
  accepted = 0;
  chargedCents = 0;
  refundedCents = 0;
  maxInFlight = 0;
  polls = 0;
  lists = 0;
  downloads = 0;
  /** Questions about balance and prices. */
  account = 0;
  /** Polls, lists and questions about the account together, within any second. */
  maxAskedPerSecond = 0;
  #askedAt: number[] = [];
  refusedByReason: Record<string, number> = {};
  /** Accepted creates per prompt. */
  perPrompt = new Map<string, number>();
  /** Pairs of milliseconds since 1970 and the number in flight from then on; the oldest half goes when full. */
  inFlightSamples: [number, number][] = [];

  /** Notes an accepted create. */
  countAccepted(prompt: string, chargedCents: number): void {
    this.accepted++;
    this.chargedCents += chargedCents;
    this.perPrompt.set(prompt, (this.perPrompt.get(prompt) ?? 0) + 1);
  }

  /** Notes money that was given back. */
  countRefunded(cents: number): void {
    this.refundedCents += cents;
  }

  /** Notes one question that buys nothing. */
  countAsked(kind: 'polls' | 'lists' | 'account'): void {
    this[kind]++;
    const now = performance.now();
    this.#askedAt = this.#askedAt.filter((at) => at > now - 1_000);
    this.#askedAt.push(now);
    this.maxAskedPerSecond = Math.max(this.maxAskedPerSecond, this.#askedAt.length);
  }

  /** Notes a create that was not accepted. */
  countRefused(reason: string): void {
    this.refusedByReason[reason] = (this.refusedByReason[reason] ?? 0) + 1;
  }

  /** Notes a new number in flight. */
  sampleInFlight(inFlight: number): void {
    this.maxInFlight = Math.max(this.maxInFlight, inFlight);
    if (this.inFlightSamples.length >= SAMPLE_LIMIT) this.inFlightSamples.splice(0, SAMPLE_LIMIT / 2);
    this.inFlightSamples.push([Date.now(), inFlight]);
  }

  /** Starts anew. */
  clear(): void {
    Object.assign(this, new Bill());
  }
}
