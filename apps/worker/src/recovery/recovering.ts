/** Whether this process may send, and why not. */
export interface Recovering {
  /** Reason as a sentence; null if sending is allowed. */
  readonly reason: string | null;
  /** True until the guard has compared book, Redis and store again. */
  readonly isSuspect: boolean;
  /** Stops this process from sending until the cause is gone. */
  raise(reason: string): void;
  /** Requires a comparison before anything more is sent. */
  suspect(): void;
  /** The comparison found no problem. */
  clear(): void;
}

/** Initially recovering, until the first comparison. */
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
