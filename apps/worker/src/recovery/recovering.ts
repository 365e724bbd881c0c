/** Why nothing may be sent, as far as this process knows. */
export interface Recovering {
  /** A sentence for a person, or null where nothing speaks against sending. */
  readonly reason: string | null;
  /** True until the guard has compared book, Redis and store again. */
  readonly isSuspect: boolean;
  /** Stops this process from sending until the cause is gone. */
  raise(reason: string): void;
  /** Something happened that calls for a comparison before anything more is sent. */
  suspect(): void;
  /** The comparison found nothing wrong. */
  clear(): void;
}

/** Recovering until the guard has looked once. */
export function createRecovering(): Recovering {
  let reason: string | null = null;
  let isSuspect = true;
  return {
    get reason() {
      return reason;
    },
    get isSuspect() {
      return isSuspect;
    },
    raise: (why) => {
      reason = why;
    },
    suspect: () => {
      isSuspect = true;
    },
    clear: () => {
      reason = null;
      isSuspect = false;
    },
  };
}

/** Whether an attempt may begin. */
export function maySend({ reason, isSuspect }: Recovering): boolean {
  return reason === null && !isSuspect;
}
