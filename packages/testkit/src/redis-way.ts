/** A Redis that answers, and how it was come by. */
export interface FoundRedis {
  readonly url: string;
  /** One line for people, such as "redis-server on PATH, port 40123". */
  readonly how: string;
  /** Stops what was started; leaves the user's own Redis running. */
  stop(): Promise<void>;
}

export interface RedisSearch {
  /** Receives one line per skipped way and per action. */
  readonly log: (line: string) => void;
  /** Whether a package may be installed on this machine (only ever as root on Debian or its kin). */
  readonly allowInstall: boolean;
}

/** One way to come by a Redis; undefined where it is not to be had, after the reason was logged. */
export type RedisWay = (search: RedisSearch) => Promise<FoundRedis | undefined>;
