/** Work that goes on after its request was answered. */
export interface Background {
  /** Starts a task; what it throws is logged. */
  run(task: () => Promise<void>): void;
  /** Resolves when everything that was started has ended. */
  settled(): Promise<void>;
}

/** Remembers running tasks, for a stop that waits for them. */
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
