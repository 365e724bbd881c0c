declare module 'vitest' {
  export interface ProvidedContext {
    /** Address of the Redis of this run. Keys need a prefix of the test file's own: see `testPrefix`. */
    redisUrl: string;
  }
}

export type { ProvidedContext } from 'vitest';
