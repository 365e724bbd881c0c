/** Users who order and stop things. They can be paused. */
export interface People {
  /** Performs an action as a user, when allowed. */
  act<T>(action: () => Promise<T>): Promise<T>;
  /** Waits for running actions and pauses all users until the end of the block. */
  pause(): Promise<AsyncDisposable>;
}

/** Creates active users. */
export function createPeople(): People {
  const acting = new Set<Promise<unknown>>();
  const pauses = new Set<Promise<void>>();
  const untilFree = async (): Promise<void> => {
    while (pauses.size > 0) await Promise.all(pauses);
  };
  return {
    act: async (action) => {
      await untilFree();
      const done = action();
      acting.add(done);
      try {
        return await done;
      } finally {
        acting.delete(done);
      }
    },
    pause: async () => {
      await untilFree();
      const { promise, resolve } = Promise.withResolvers<void>();
      pauses.add(promise);
      await Promise.allSettled(acting);
      return {
        [Symbol.asyncDispose]: async () => {
          pauses.delete(promise);
          resolve();
          await promise;
        },
      };
    },
  };
}
