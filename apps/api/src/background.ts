/** Work that continues after its request was answered. */
export interface Background {
  /** Starts a task; errors are logged. */
  run(task: () => Promise<void>): void;
  /** Resolves when all started tasks have ended. */
  settled(): Promise<void>;
}

/** Tracks running tasks, so that a shutdown can wait for them. */
export function createBackground(log: (error: unknown) => void): Background {
  const running = new Set<Promise<void>>();
  return {
    run: (task) => {
      const done: Promise<void> = task()
        .catch(log)
        .finally(() => running.delete(done));
      running.add(done);
    },
    settled: async () => {
      while (running.size > 0) await Promise.all(running);
    },
  };
}
