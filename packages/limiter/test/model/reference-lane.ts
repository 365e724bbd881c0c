import { capacityAt, type Capacity } from '@cineflow/core';
import type { IsolationReason } from '@cineflow/contracts';
import { modelOf, ReferenceLine } from './reference-line.ts';
import type { Answer, Cause, FullPolicy, Step } from './step.ts';

const THROTTLE_MAX_MS = 15 * 60_000;
const LEARN_STEP_MS = 10_000;
const ADMIT_LIMIT = 100;

/** What a lane is to do, in plain words and without Redis. Times in ms. */
export class ReferenceLane {
  readonly line = new ReferenceLine();
  readonly permits = new Map<string, number>();
  readonly wakes = new Map<string, number>();
  /** Takes whose create has no known outcome, and what had been seen when they were admitted. */
  readonly trying = new Map<string, { trips: number; observations: number }>();
  policy: FullPolicy;
  configured = '';
  clock = 0;
  tripped: { at: number; reason: string } | null = null;
  counts = { trips: 0, relapses: 0, errors: 0, failures: 0, observations: 0, pollErrors: 0, throttles: 0 };
  throttledUntil = 0;
  isolation: { reason: IsolationReason; note: string } | null = null;
  learned: { limit: number; at: number; refusals: number; leap: number } | null = null;
  proven = 0;

  constructor(policy: FullPolicy) {
    this.policy = policy;
  }

  get inFlight(): number {
    return this.permits.size - this.trying.size;
  }

  hasRoom = (model: string): boolean => {
    const cap = this.policy.caps[model];
    const permits = [...this.permits.keys()].filter(
      (take) => modelOf(this.line.flows.get(take) as string) === model,
    );
    return cap === undefined || permits.length < cap;
  };

  capacity(now: number): Capacity {
    const { learned } = this;
    const stepMs = learned === null ? 0 : LEARN_STEP_MS * 2 ** Math.min(learned.refusals, 5);
    const steps = learned === null ? 0 : Math.max(0, Math.floor((now - learned.at) / stepMs));
    const limit =
      learned === null
        ? null
        : { limit: learned.limit + steps, nextStepAt: learned.at + (steps + 1) * stepMs };
    if (this.isolation === null) this.graded(now);
    return capacityAt(this.policy, { ...this.condition, learned: limit }, now);
  }

  mayTry(): boolean {
    if (this.counts.failures >= this.policy.tripAfter) return this.trying.size === 0;
    return this.permits.size < this.proven || this.trying.size < Math.max(5, Math.floor(this.proven / 2));
  }

  /** Free permits that some take could use now. */
  isIdle(now: number): boolean {
    if (this.throttledUntil > now || this.permits.size >= this.capacity(now).capacity) return false;
    return this.mayTry() && this.line.hasNext(this.hasRoom);
  }

  /** A clock that was set back moves every noted time along. */
  follow(now: number): void {
    const back = this.clock - now;
    if (back > 1000) {
      if (this.tripped) this.tripped.at -= back;
      if (this.learned) this.learned.at -= back;
      if (this.throttledUntil !== 0) this.throttledUntil -= back;
      for (const times of [this.permits, this.wakes, this.line.later]) {
        for (const [take, at] of times) times.set(take, at - back);
      }
    }
    if (Math.abs(back) > 1000) this.clock = now;
  }

  admit(now: number): Answer {
    this.line.wake(now);
    const { capacity, nextChangeAt } = this.capacity(now);
    const admitted: string[] = [];
    while (this.isIdle(now) && this.permits.size < capacity && admitted.length < ADMIT_LIMIT) {
      const take = this.line.next(this.hasRoom) as string;
      this.permits.set(take, now);
      this.wakes.set(take, now);
      this.trying.set(take, { trips: this.counts.trips, observations: this.counts.observations });
      admitted.push(take);
    }
    const changes = [...this.line.later.values()];
    if (!this.line.isEmpty) {
      if (nextChangeAt !== null) changes.push(nextChangeAt);
      if (this.throttledUntil > now) changes.push(this.throttledUntil);
      if (admitted.length === ADMIT_LIMIT) changes.push(now);
    }
    return { admitted, ...(changes.length === 0 ? {} : { nextChangeAt: Math.min(...changes) }) };
  }

  accepted({ take, flow }: Step & { name: 'accepted' }, now: number): void {
    this.line.stop(take);
    this.line.flows.set(take, flow);
    if (!this.permits.has(take)) this.permits.set(take, now);
    this.wakes.delete(take);
    this.trying.delete(take);
    Object.assign(this.counts, { errors: 0, failures: 0, throttles: 0 });
    this.proven = Math.max(this.proven, this.inFlight);
    if (this.learned === null || this.inFlight <= this.learned.limit) return;
    const leap = this.learned.leap === 0 ? 1 : 2 * this.learned.leap;
    const refusals = leap > 1 ? 0 : this.learned.refusals;
    const more = { limit: this.inFlight + leap, at: now, refusals, leap };
    this.learned = this.inFlight >= this.policy.maximum ? null : more;
  }

  refused(step: Step & { name: 'refused' }, now: number): void {
    const { take, flow, place, throttleMs, backoffMs } = step;
    this.hear(take, step.cause, now);
    if (throttleMs > 0) this.throttle(now, throttleMs);
    this.release(take);
    if (backoffMs > 0) this.line.waitUntil(take, flow, now + backoffMs);
    else this.line.wait(take, flow, place);
  }

  error(take: string, now: number): void {
    const seen = this.trying.get(take);
    this.trying.delete(take);
    const { counts } = this;
    if (seen?.trips === counts.trips) {
      counts.errors += 1;
      if (counts.errors >= this.policy.tripAfter) this.trip(now, 'creates');
    }
    if (seen?.observations !== counts.observations) return;
    counts.observations += 1;
    counts.failures += 1;
    const beyond = counts.failures - this.policy.tripAfter;
    if (beyond >= 0) this.throttle(now, Math.min(30_000, 500 * 1.5 ** Math.min(beyond, 30)));
  }

  polled(failed: boolean, now: number): void {
    this.counts.pollErrors = failed ? this.counts.pollErrors + 1 : 0;
    if (this.counts.pollErrors >= this.policy.tripAfter) this.trip(now, 'polls');
  }

  trip(now: number, reason: string): void {
    const { breaker } = this.graded(now);
    const { counts } = this;
    if (breaker === 'recovering') counts.relapses += 1;
    if (breaker === 'closed') counts.relapses = 0;
    const failures = Math.max(counts.failures, this.policy.tripAfter);
    Object.assign(counts, { trips: counts.trips + 1, errors: 0, pollErrors: 0, failures });
    this.tripped = { at: now, reason };
    this.learned = null;
  }

  isolate(reason: IsolationReason, note: string): void {
    if (this.isolation?.reason === 'manual' && reason !== 'manual') return;
    this.isolation = { reason, note };
  }

  reopen(reason: string): void {
    if (this.isolation === null || (reason !== '' && reason !== this.isolation.reason)) return;
    this.isolation = null;
    Object.assign(this.counts, { failures: this.policy.tripAfter, errors: 0 });
  }

  reset(): void {
    this.isolation = null;
    this.tripped = null;
    this.learned = null;
    this.throttledUntil = 0;
    Object.assign(this.counts, { errors: 0, failures: 0, pollErrors: 0, throttles: 0, relapses: 0 });
  }

  release(take: string): boolean {
    this.trying.delete(take);
    this.wakes.delete(take);
    return this.permits.delete(take);
  }

  private get condition() {
    return {
      trippedAt: this.tripped?.at ?? null,
      relapses: this.counts.relapses,
      isolation: this.isolation?.reason ?? null,
      learned: null,
    };
  }

  /** The breaker alone. Once all permits are back the trip is history. */
  private graded(now: number): Capacity {
    const graded = capacityAt(this.policy, { ...this.condition, isolation: null }, now);
    if (graded.breaker === 'closed') this.tripped = null;
    return graded;
  }

  private throttle(now: number, ms: number): void {
    this.throttledUntil = Math.max(this.throttledUntil, Math.floor(now + Math.min(ms, THROTTLE_MAX_MS)));
  }

  private hear(take: string, cause: Cause, now: number): void {
    if (cause === 'auth' || cause === 'balance') this.isolate(cause, '');
    else if (cause === 'error') this.error(take, now);
    else if (cause === 'throttled' && !this.learnLimit(take, now)) this.error(take, now);
  }

  private learnLimit(take: string, now: number): boolean {
    const { inFlight, learned, counts } = this;
    if (inFlight < 1) return false;
    if (learned !== null && (this.permits.get(take) ?? 0) < learned.at) return true;
    counts.throttles += 1;
    if (counts.throttles > 2) return false;
    const wrongClimb = learned !== null && inFlight >= learned.limit;
    const refusals = (learned?.refusals ?? 0) + Number(wrongClimb);
    this.learned = { limit: inFlight, at: now, refusals, leap: 0 };
    this.proven = inFlight;
    return true;
  }
}
