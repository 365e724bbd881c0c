export interface SemaphoreLimits {
  atOnce: number;
  mostWaiting: number;
  longestWaitMs: number;
}

/** Lets a few in at a time, the others in the order they came; a place is given back by its signal. */
export class Semaphore {
  readonly #limits: SemaphoreLimits;
  readonly #waiting = new Set<() => void>();
  #inside = 0;

  constructor(limits: SemaphoreLimits) {
    this.#limits = limits;
  }

  /** True once it is inside, until `left` is aborted; false where the line is full or the wait too long. */
  async enter(left: AbortSignal): Promise<boolean> {
    if (this.#inside < this.#limits.atOnce) this.#inside += 1;
    else if (!(await this.#wait(left))) return false;
    if (left.aborted) this.#leave();
    else left.addEventListener('abort', () => this.#leave(), { once: true });
    return !left.aborted;
  }

  async #wait(left: AbortSignal): Promise<boolean> {
    if (left.aborted || this.#waiting.size >= this.#limits.mostWaiting) return false;
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const admit = (): void => resolve(true);
    const giveUp = (): void => {
      // Who was admitted in this very moment has a place, which must not be lost.
      if (this.#waiting.delete(admit)) resolve(false);
    };
    const timer = setTimeout(giveUp, this.#limits.longestWaitMs);
    left.addEventListener('abort', giveUp, { once: true });
    this.#waiting.add(admit);
    const isAdmitted = await promise;
    clearTimeout(timer);
    left.removeEventListener('abort', giveUp);
    return isAdmitted;
  }

  /** The place goes to the next in line, without a moment in which a third could take it. */
  #leave(): void {
    const [next] = this.#waiting;
    if (next === undefined) {
      this.#inside -= 1;
      return;
    }
    this.#waiting.delete(next);
    next();
  }
}
