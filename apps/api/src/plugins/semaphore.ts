export interface SemaphoreLimits {
  /** Sum of the weights that may be inside; one that is heavier comes in alone. */
  capacity: number;
  mostWaiting: number;
  longestWaitMs: number;
  /** Pause between two that did not fit in together, in which other work gets its turn. */
  breathMs: number;
}

interface Guest {
  weight: number;
  admit: () => void;
}

/** Lets some in at a time, by weight, the others in the order they came; a place is given back by its signal. */
export class Semaphore {
  readonly #limits: SemaphoreLimits;
  readonly #waiting = new Set<Guest>();
  #inside = 0;

  constructor(limits: SemaphoreLimits) {
    this.#limits = limits;
  }

  /** True once it is inside, until `left` is aborted; false where the line is full or the wait too long. */
  async enter(left: AbortSignal, weight: number): Promise<boolean> {
    if (left.aborted) return false;
    if (this.#waiting.size === 0 && this.#fits(weight)) this.#inside += weight;
    else if (!(await this.#wait(left, weight))) return false;
    if (left.aborted) this.#leave(weight);
    else left.addEventListener('abort', () => this.#leave(weight), { once: true });
    return !left.aborted;
  }

  async #wait(left: AbortSignal, weight: number): Promise<boolean> {
    if (this.#waiting.size >= this.#limits.mostWaiting) return false;
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const guest: Guest = { weight, admit: () => resolve(true) };
    const giveUp = (): void => {
      // One that was admitted in this very moment has a place, which must not be lost.
      if (!this.#waiting.delete(guest)) return;
      resolve(false);
      this.#admitNext();
    };
    const timer = setTimeout(giveUp, this.#limits.longestWaitMs);
    left.addEventListener('abort', giveUp, { once: true });
    this.#waiting.add(guest);
    const isAdmitted = await promise;
    clearTimeout(timer);
    left.removeEventListener('abort', giveUp);
    return isAdmitted;
  }

  #fits(weight: number): boolean {
    return this.#inside === 0 || this.#inside + weight <= this.#limits.capacity;
  }

  #leave(weight: number): void {
    this.#inside -= weight;
    if (this.#waiting.size > 0) setTimeout(() => this.#admitNext(), this.#limits.breathMs);
  }

  #admitNext(): void {
    for (const guest of this.#waiting) {
      if (!this.#fits(guest.weight)) return;
      this.#waiting.delete(guest);
      this.#inside += guest.weight;
      guest.admit();
    }
  }
}
