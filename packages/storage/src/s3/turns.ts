/** Runs work when all work begun before under the same name has ended. */
export type InTurn = <Result>(name: string, work: () => Promise<Result>) => Promise<Result>;

/** Turns within this process; a name nobody waits for is forgotten. */
export function createTurns(): InTurn {
  const last = new Map<string, Promise<unknown>>();
  return async (name, work) => {
    const before = last.get(name) ?? Promise.resolve();
    const mine = before.then(work);
    const settled = mine.catch(() => undefined);
    last.set(name, settled);
    try {
      return await mine;
    } finally {
      if (last.get(name) === settled) last.delete(name);
    }
  };
}
