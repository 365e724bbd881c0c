export interface SemaphoreLimits {
  /** Maximum total weight; a heavier guest enters alone. */
  capacity: number;
  mostWaiting: number;
  longestWaitMs: number;
  /** Pause between two guests that do not fit together, for other work. */
  breathMs: number;
}

interface Guest {
  weight: number;
  admit: () => void;
}

/** Admits guests by weight, the others in order of arrival; a signal returns the place. */
export class Semaphore {
  readonly #limits: SemaphoreLimits;
  readonly #waiting = new Set<Guest>();
  #inside = 0;

  constructor(limits: SemaphoreLimits) {
    this.#limits = limits;
  }

  /** True once admitted, until `left` is aborted; false if the queue is full or the wait too long. */
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
      // A guest admitted at this very moment holds a place, which must not be lost.
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
