/** Why nothing may be sent, as far as this process knows. */
export interface Barrier {
  /** A sentence for a person, or null where nothing speaks against sending. */
  readonly reason: string | null;
  /** True until the guard has compared book, Redis and store again. */
  readonly isDoubtful: boolean;
  /** Stops this process from sending until the cause is gone. */
  raise(reason: string): void;
  /** Something happened that calls for a comparison before anything more is sent. */
  doubt(): void;
  /** The comparison found nothing wrong. */
  clear(): void;
}

/** A barrier that stands until the guard has looked once. */
export function createBarrier(): Barrier {
  let reason: string | null = null;
  let isDoubtful = true;
  return {
    get reason() {
      return reason;
    },
    get isDoubtful() {
      return isDoubtful;
    },
    raise: (why) => {
      reason = why;
    },
    doubt: () => {
      isDoubtful = true;
    },
    clear: () => {
      reason = null;
      isDoubtful = false;
    },
  };
}

/** Whether an attempt may begin. */
export function maySend({ reason, isDoubtful }: Barrier): boolean {
  return reason === null && !isDoubtful;
}
