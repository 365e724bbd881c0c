/** Those who order and stop things. They can be made to keep still for a while. */
export interface People {
  /** Does something as one of them, when they may. */
  act<T>(action: () => Promise<T>): Promise<T>;
  /** Waits until what they are at is done, and keeps them still until the end of the block. */
  pause(): Promise<AsyncDisposable>;
}

/** People who may act. */
export function createPeople(): People {
  const acting = new Set<Promise<unknown>>();
  let pauses: Promise<void> | undefined;
  return {
    act: async (action) => {
      while (pauses) await pauses;
      const done = action();
      acting.add(done);
      try {
        return await done;
      } finally {
        acting.delete(done);
      }
    },
    pause: async () => {
      while (pauses) await pauses;
      const { promise, resolve } = Promise.withResolvers<void>();
      pauses = promise;
      await Promise.allSettled(acting);
      return {
        [Symbol.asyncDispose]: async () => {
          pauses = undefined;
          resolve();
          await promise;
        },
      };
    },
  };
}
